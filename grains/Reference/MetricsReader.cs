using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Reads and validates the metric catalogue, <c>metrics.csv</c>.</summary>
internal static class MetricsReader
{
    private static readonly ImmutableArray<string> Columns =
    [
        "code", "name", "name_en", "pillar", "kind", "unit", "better", "numerator", "denominator", "note", "source",
    ];

    public static IReadOnlyList<Metric> Read(string text)
    {
        var rows = ReferenceTableRow.Read("metrics.csv", text, Columns, row => (Row: row, Metric: new Metric(
            row.GetText("code"),
            row.GetText("name"),
            row.GetText("name_en"),
            row.GetText("pillar"),
            row.GetEnum<MetricKind>("kind"),
            row.GetText("unit"),
            row.GetEnum<BetterDirection>("better"),
            row["numerator"],
            row["denominator"],
            row["note"],
            row["source"])));
        var kinds = new Dictionary<string, MetricKind>();
        foreach (var (row, metric) in rows)
        {
            if (!AddressSegment.IsValid(metric.Code, 64) || metric.Code.Contains('=', StringComparison.Ordinal))
                throw row.CreateException("code_invalid.metric", "code");
            if (!kinds.TryAdd(metric.Code, metric.Kind))
                throw row.CreateException("code_twice", "code", metric.Code);
        }
        foreach (var (row, metric) in rows)
            Validate(row, metric, code => code is not null && kinds.TryGetValue(code, out var kind) ? kind : null);
        return [.. rows.Select(pair => pair.Metric)];
    }

    private static void Validate(ReferenceTableRow row, Metric metric, Func<string?, MetricKind?> findKind)
    {
        switch (metric.Kind)
        {
            case MetricKind.Composite:
                throw row.CreateException("kind_invalid", "kind");
            case MetricKind.Ratio when findKind(metric.Numerator) != MetricKind.Sum:
                throw row.CreateException("input_invalid.ratio_numerator", "numerator");
            case MetricKind.Ratio when findKind(metric.Denominator) != MetricKind.Sum:
                throw row.CreateException("input_invalid.ratio_denominator", "denominator");
            case MetricKind.PerCapita or MetricKind.Coverage when findKind(metric.Numerator) != MetricKind.Level:
                throw row.CreateException("input_invalid.level", "numerator");
            case MetricKind.PerCapita or MetricKind.Coverage when metric.Denominator is not null:
            case MetricKind.Sum or MetricKind.Level or MetricKind.Mean when metric.Denominator is not null:
                throw row.CreateException("input_invalid.denominator", "denominator");
            case MetricKind.Sum or MetricKind.Level or MetricKind.Mean when metric.Numerator is not null:
                throw row.CreateException("input_invalid.numerator", "numerator");
        }
        if (metric.Source is not null && !metric.IsReported)
            throw row.CreateException("source_invalid", "source");
    }
}

using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Reads and validates <c>targets.csv</c>. A blank or <c>*</c> city means every city.</summary>
internal static class TargetsReader
{
    private static readonly ImmutableArray<string> Columns =
        ["city", "metric", "period", "goal", "value", "against", "base", "curve", "note"];

    public static TargetList Read(string text, MetricCatalogue catalogue, Places places)
    {
        var keys = new HashSet<(string?, string, string)>();
        return new(ReferenceTableRow.Read("targets.csv", text, Columns, row =>
        {
            var city = row["city"] is "*" ? null : row["city"];
            if (city is not null && city != places.Province.Code && places.FindCity(city) is null)
            {
                throw row.CreateException("city_unknown.target", "city", city, places.Province.Code);
            }
            var metric = catalogue.Find(row.GetText("metric"))
                ?? throw row.CreateException("metric_unknown.table", "metric", row["metric"] ?? "");
            if (metric.Better == BetterDirection.None)
                throw row.CreateException(
                    "metric_not_scored.target", "metric", MessageArgument.Name(metric.Name, metric.NameEn));
            if (metric.Kind == MetricKind.Composite)
                throw row.CreateException("metric_not_scored.composite", "metric");
            if (metric.Kind == MetricKind.Coverage && city != places.Province.Code)
                throw row.CreateException(
                    "city_invalid", "city", MessageArgument.Name(metric.Name, metric.NameEn), places.Province.Code);
            var period = ReportingPeriod.Parse(row.GetText("period"));
            if (period is not { Kind: PeriodKind.Year or PeriodKind.Quarter or PeriodKind.Month or PeriodKind.Week })
            {
                throw row.CreateException("period_invalid.target", "period", row["period"] ?? "");
            }
            if (!keys.Add((city, metric.Code, period.Text)))
                throw row.CreateException("target_twice", "period");
            var target = new TargetDefinition(
                city,
                metric.Code,
                period.Text,
                row.GetEnum("goal", (Goal?)Goal.Reach),
                row.GetDecimal("value"),
                row["against"] is null ? null : row.GetEnum<BenchmarkReference>("against"),
                row.GetDecimal("base"),
                row.GetEnum("curve", (PaceCurve?)PaceCurve.Line),
                row["note"]);
            Validate(row, metric, target, places.Province.Code);
            return target;
        }));
    }

    private static void Validate(ReferenceTableRow row, Metric metric, TargetDefinition target, string province)
    {
        if (target.Goal == Goal.Reach
            && metric.Kind is not (MetricKind.Sum or MetricKind.Level or MetricKind.PerCapita))
        {
            throw row.CreateException("goal_invalid.reach_kind", "goal");
        }
        if (target.Goal == Goal.Floor && metric is { Kind: MetricKind.Sum, Better: BetterDirection.Higher })
            throw row.CreateException("goal_invalid.sum", "goal");
        if (target.Goal == Goal.Reach && metric.Better == BetterDirection.Lower)
            throw row.CreateException("goal_invalid.lower", "goal");
        if (target.Goal == Goal.Benchmark
            ? target.Against is null || target.Value is not null
            : target.Against is not null)
            throw row.CreateException("against_invalid", "against");
        // The province's sum or level adds up all cities, so it is no benchmark for a single city.
        if (target is { Against: BenchmarkReference.Province or BenchmarkReference.ProvinceLastYear }
            && target.City != province
            && metric.Kind is MetricKind.Sum or MetricKind.Level)
        {
            throw row.CreateException("against_invalid.province_sum", "against");
        }
        if (target.Against == BenchmarkReference.Province && target.City == province)
            throw row.CreateException("against_invalid.province_self", "against");
        if (target.Goal != Goal.Benchmark && target.Value is not > 0)
            throw row.CreateException("value_invalid", "value");
        if (target.Base is not null && (target.Goal != Goal.Reach || metric.Kind == MetricKind.Sum))
            throw row.CreateException("base_invalid", "base");
    }
}

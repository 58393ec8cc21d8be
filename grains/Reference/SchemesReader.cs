using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Validates the composites of <c>schemes.json</c> and converts them to metrics.</summary>
internal static class SchemesReader
{
    /// <summary>A composite in the form of the document.</summary>
    internal sealed record Scheme(
        string Code, string Name, string NameEn, string? Note, ImmutableArray<CompositeComponent> Indicators);

    public static IEnumerable<Metric> Read(Scheme[] schemes, MetricCatalogue metrics)
    {
        var codes = new HashSet<string>();
        for (var i = 0; i < schemes.Length; i++)
        {
            var scheme = schemes[i];
            Validate(scheme, i + 1, codes, metrics);
            yield return new(
                scheme.Code,
                scheme.Name,
                scheme.NameEn,
                "composite",
                MetricKind.Composite,
                "分",
                BetterDirection.Higher,
                null,
                null,
                scheme.Note)
            {
                Indicators = scheme.Indicators,
            };
        }
    }

    private static void Validate(Scheme scheme, int number, HashSet<string> codes, MetricCatalogue metrics)
    {
        if (scheme is not { Code: not null, Name: not null, NameEn: not null })
            throw Invalid("field_missing.scheme", "name");
        if (!AddressSegment.IsValid(scheme.Code, 64))
            throw Invalid("code_invalid.scheme", "code");
        if (metrics.Find(scheme.Code) is not null || !codes.Add(scheme.Code))
            throw Invalid("code_twice.scheme", "code", scheme.Code);
        var indicators = scheme.Indicators;
        if (indicators.IsDefaultOrEmpty) throw Invalid("indicators_missing", "indicators");
        if (indicators.Any(indicator => indicator?.Metric is null))
            throw Invalid("field_missing.indicator", "metric");
        if (indicators.FirstOrDefault(indicator => indicator.Weight is <= 0 or > 100) is { } outOfRange)
            throw Invalid("weight_invalid.indicator", "weight", outOfRange.Metric);
        if (indicators.Sum(indicator => indicator.Weight) is var sum && sum != 100)
            throw Invalid("weights_not_100", "weight", sum);
        var byMetric = indicators.GroupBy(indicator => indicator.Metric);
        if (byMetric.FirstOrDefault(group => group.Count() > 1) is { Key: var duplicate })
            throw Invalid("indicator_twice", "metric", duplicate);
        foreach (var indicator in indicators)
        {
            if (metrics.Find(indicator.Metric) is not { } metric)
                throw Invalid("metric_unknown.table", "metric", indicator.Metric);
            if (!metric.IsRanked) throw Invalid(
                "metric_not_scored.scheme", "metric", MessageArgument.Name(metric.Name, metric.NameEn));
        }

        ReferenceDataException Invalid(string key, string field, params ImmutableArray<MessageArgument> arguments) =>
            ReferenceDataException.At(
                MessageArgument.Message("reference_data.scheme", number, field),
                "schemes.json", number, field, key, arguments);
    }
}

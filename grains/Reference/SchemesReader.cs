using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Reads composites, <c>schemes.json</c>: each becomes a metric like any other.</summary>
internal static class SchemesReader
{
    /// <summary>A composite as it is written.</summary>
    internal sealed record Scheme(string Code, string Name, string NameEn, string? Note, ImmutableArray<Indicator> Indicators);

    public static IEnumerable<Metric> Read(Scheme[] schemes, MetricCatalogue metrics)
    {
        var codes = new HashSet<string>();
        for (var i = 0; i < schemes.Length; i++)
        {
            var scheme = schemes[i];
            if (scheme is not { Code: not null, Name: not null, NameEn: not null }) throw Fault("field_missing.scheme", "name");
            if (scheme.Code.Length is 0 or > 64 || scheme.Code.Contains('/', StringComparison.Ordinal)) throw Fault("code_invalid.scheme", "code");
            if (metrics.Find(scheme.Code) is not null || !codes.Add(scheme.Code)) throw Fault("code_twice.scheme", "code", scheme.Code);
            if (scheme.Indicators.IsDefaultOrEmpty) throw Fault("indicators_missing", "indicators");
            if (scheme.Indicators.Any(indicator => indicator?.Metric is null)) throw Fault("field_missing.indicator", "metric");
            if (scheme.Indicators.FirstOrDefault(indicator => indicator.Weight is <= 0 or > 100) is { } odd)
                throw Fault("weight_invalid.indicator", "weight", odd.Metric);
            if (scheme.Indicators.Sum(indicator => indicator.Weight) != 100)
                throw Fault("weights_not_100", "weight", scheme.Indicators.Sum(indicator => indicator.Weight));
            if (scheme.Indicators.GroupBy(indicator => indicator.Metric).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw Fault("indicator_twice", "metric", twice.Key);
            foreach (var indicator in scheme.Indicators)
            {
                if (metrics.Find(indicator.Metric) is not { } metric) throw Fault("metric_unknown.table", "metric", indicator.Metric);
                if (!metric.IsRanked) throw Fault("metric_not_scored.scheme", "metric", MessageArgument.Name(metric.Name, metric.NameEn));
            }
            yield return new(scheme.Code, scheme.Name, scheme.NameEn, "composite", MetricKind.Composite, "分", BetterDirection.Higher, null, null, scheme.Note)
            {
                Indicators = scheme.Indicators,
            };

            ReferenceDataException Fault(string key, string field, params ImmutableArray<MessageArgument> arguments) =>
                ReferenceDataException.At(
                    MessageArgument.Message("reference_data.scheme", i + 1, field), "schemes.json", i + 1, field, key, arguments);
        }
    }
}

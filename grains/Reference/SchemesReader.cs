using System.Collections.Immutable;
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
            if (scheme is not { Code: not null, Name: not null, NameEn: not null }) throw Fault("field_missing", "name", "code、name、nameEn 必填");
            if (scheme.Code.Length is 0 or > 64 || scheme.Code.Contains('/', StringComparison.Ordinal)) throw Fault("code_invalid", "code", "代码为 1 至 64 个字，不含斜线");
            if (metrics.Find(scheme.Code) is not null || !codes.Add(scheme.Code)) throw Fault("code_twice", "code", $"“{scheme.Code}”已有同名的指标");
            if (scheme.Indicators.IsDefaultOrEmpty) throw Fault("indicators_missing", "indicators", "至少要有一项指标");
            if (scheme.Indicators.Any(indicator => indicator?.Metric is null)) throw Fault("field_missing", "metric", "每项指标必填 metric、weight、scoring");
            if (scheme.Indicators.FirstOrDefault(indicator => indicator.Weight is <= 0 or > 100) is { } odd)
                throw Fault("weight_invalid", "weight", $"“{odd.Metric}”的权重应大于 0，不超过 100");
            if (scheme.Indicators.Sum(indicator => indicator.Weight) != 100)
                throw Fault("weights_not_100", "weight", $"各项权重之和是 {scheme.Indicators.Sum(indicator => indicator.Weight)}，应正好是 100");
            if (scheme.Indicators.GroupBy(indicator => indicator.Metric).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw Fault("indicator_twice", "metric", $"“{twice.Key}”出现了两次");
            foreach (var indicator in scheme.Indicators)
            {
                if (metrics.Find(indicator.Metric) is not { } metric) throw Fault("metric_unknown", "metric", $"没有代码为“{indicator.Metric}”的指标");
                if (!metric.IsRanked) throw Fault("metric_not_scored", "metric", $"“{metric.Name}”只展示，不排名也不计分");
            }
            yield return new(scheme.Code, scheme.Name, scheme.NameEn, "composite", MetricKind.Composite, "分", BetterDirection.Higher, null, null, scheme.Note)
            {
                Indicators = scheme.Indicators,
            };

            ReferenceDataException Fault(string code, string field, string message) => new("schemes.json", code, i + 1, field, $"schemes.json 第 {i + 1} 个方案 {field}：{message}。");
        }
    }
}

using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Validates the composites of <c>schemes.json</c> and converts them to metrics.</summary>
internal static class SchemesReader
{
    /// <summary>A composite in the form of the document.</summary>
    internal sealed record Scheme(
        string Code, string Name, string NameEn, string? Note, ImmutableArray<Indicator> Indicators);

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
            throw Invalid("field_missing", "name", "code、name、nameEn 必填");
        if (scheme.Code.Length is 0 or > 64 || scheme.Code.Contains('/', StringComparison.Ordinal))
            throw Invalid("code_invalid", "code", "代码为 1 至 64 个字，不含斜线");
        if (metrics.Find(scheme.Code) is not null || !codes.Add(scheme.Code))
            throw Invalid("code_twice", "code", $"“{scheme.Code}”已有同名的指标");
        var indicators = scheme.Indicators;
        if (indicators.IsDefaultOrEmpty) throw Invalid("indicators_missing", "indicators", "至少要有一项指标");
        if (indicators.Any(indicator => indicator?.Metric is null))
            throw Invalid("field_missing", "metric", "每项指标必填 metric、weight、scoring");
        if (indicators.FirstOrDefault(indicator => indicator.Weight is <= 0 or > 100) is { } outOfRange)
            throw Invalid("weight_invalid", "weight", $"“{outOfRange.Metric}”的权重应大于 0，不超过 100");
        if (indicators.Sum(indicator => indicator.Weight) is var sum && sum != 100)
            throw Invalid("weights_not_100", "weight", $"各项权重之和是 {sum}，应正好是 100");
        var byMetric = indicators.GroupBy(indicator => indicator.Metric);
        if (byMetric.FirstOrDefault(group => group.Count() > 1) is { Key: var duplicate })
            throw Invalid("indicator_twice", "metric", $"“{duplicate}”出现了两次");
        foreach (var indicator in indicators)
        {
            if (metrics.Find(indicator.Metric) is not { } metric)
                throw Invalid("metric_unknown", "metric", $"没有代码为“{indicator.Metric}”的指标");
            if (!metric.IsRanked) throw Invalid("metric_not_scored", "metric", $"“{metric.Name}”只展示，不排名也不计分");
        }

        ReferenceDataException Invalid(string code, string field, string message) =>
            new("schemes.json", code, number, field, $"schemes.json 第 {number} 个方案 {field}：{message}。");
    }
}

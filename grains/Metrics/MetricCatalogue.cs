using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Metrics;

/// <summary>All metrics by code, in catalogue order; composites come last.</summary>
public sealed class MetricCatalogue
{
    private readonly FrozenDictionary<string, Metric> _byCode;
    private readonly FrozenDictionary<string, ImmutableArray<Metric>> _dependents;

    /// <summary>Creates a catalogue; the inputs of the metrics must already be validated.</summary>
    public MetricCatalogue(IEnumerable<Metric> metrics)
    {
        All = [.. metrics];
        _byCode = All.ToFrozenDictionary(metric => metric.Code);
        AuthoritativeSources = string.Join('\n', All
            .Where(metric => metric.Source is not null)
            .Select(metric => $"{metric.Code}={metric.Source}"));
        _dependents = All
            .SelectMany(metric => GetReportedInputs(metric), (metric, input) => (input, metric))
            .GroupBy(pair => pair.input)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.Select(pair => pair.metric).Distinct().ToImmutableArray());
    }

    /// <summary>The authoritative sources, one line (<c>metric=source</c>) per metric that has one.</summary>
    public string AuthoritativeSources { get; }

    /// <summary>All metrics in catalogue order.</summary>
    public ImmutableArray<Metric> All { get; }

    /// <summary>Returns the metric with this code, or null.</summary>
    public Metric? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>Returns the metric with this code, which must exist.</summary>
    public Metric this[string code] => _byCode[code];

    /// <summary>Returns the metrics whose figures depend on a reported metric, including itself.</summary>
    public ImmutableArray<Metric> GetDependents(string code) => _dependents.GetValueOrDefault(code, []);

    /// <summary>Returns the codes of the reported metrics that a figure depends on, directly or indirectly.</summary>
    public IEnumerable<string> GetReportedInputs(Metric metric) => metric.IsReported
        ? [metric.Code]
        : metric.Inputs.SelectMany(code => GetReportedInputs(this[code])).Distinct();
}

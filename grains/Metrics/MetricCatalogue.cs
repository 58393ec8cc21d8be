using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Metrics;

/// <summary>Every metric by its code, in the order of the catalogue; composites come last.</summary>
public sealed class MetricCatalogue
{
    private readonly FrozenDictionary<string, Metric> _byCode;
    private readonly FrozenDictionary<string, ImmutableArray<Metric>> _dependents;

    /// <summary>Makes a catalogue of metrics whose inputs have been checked.</summary>
    public MetricCatalogue(IEnumerable<Metric> metrics)
    {
        All = [.. metrics];
        _byCode = All.ToFrozenDictionary(metric => metric.Code);
        AuthoritativeSources = string.Join('\n', All.Where(metric => metric.Source is not null).Select(metric => $"{metric.Code}={metric.Source}"));
        _dependents = All
            .SelectMany(metric => GetReportedInputs(metric), (metric, input) => (input, metric))
            .GroupBy(pair => pair.input)
            .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.metric).Distinct().ToImmutableArray());
    }

    /// <summary>Which source is authoritative for which metric, a line each (<c>metric=source</c>) where one is.</summary>
    public string AuthoritativeSources { get; }

    /// <summary>All metrics in catalogue order.</summary>
    public ImmutableArray<Metric> All { get; }

    /// <summary>The metric with this code, or null.</summary>
    public Metric? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The metric with this code; it must be there.</summary>
    public Metric this[string code] => _byCode[code];

    /// <summary>The metrics whose figure changes when this reported one does, itself among them.</summary>
    public ImmutableArray<Metric> GetDependents(string code) =>
        _dependents.GetValueOrDefault(code, []);

    /// <summary>The codes of the reported metrics that a metric's figure is worked out of in the end.</summary>
    public IEnumerable<string> GetReportedInputs(Metric metric) => metric.IsReported
        ? [metric.Code]
        : metric.Inputs.SelectMany(code => GetReportedInputs(this[code])).Distinct();

}

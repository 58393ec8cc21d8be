using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Metrics;

/// <summary>Every metric by its code, in the order of the catalogue file (<c>grains/data/metrics.csv</c>).</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, Metric> _byCode;
    private readonly FrozenDictionary<string, ImmutableArray<Metric>> _workedOutOf;

    /// <summary>Makes a catalogue, and refuses one whose derived metrics name inputs that cannot be.</summary>
    public Catalogue(IEnumerable<Metric> metrics)
    {
        All = [.. metrics];
        _byCode = All.ToFrozenDictionary(metric => metric.Code);
        foreach (var metric in All) Check(metric);
        _workedOutOf = All
            .SelectMany(metric => metric.Inputs, (metric, input) => (input, metric))
            .GroupBy(pair => pair.input)
            .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.metric).Distinct().ToImmutableArray());
    }

    /// <summary>All metrics in catalogue order.</summary>
    public ImmutableArray<Metric> All { get; }

    /// <summary>The metric with this code, or null.</summary>
    public Metric? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The metric with this code; it must be there.</summary>
    public Metric this[string code] => _byCode[code];

    /// <summary>The metrics whose figure changes when this reported one does, itself among them.</summary>
    public ImmutableArray<Metric> WorkedOutOf(string code) =>
        _workedOutOf.GetValueOrDefault(code, []);

    /// <summary>Loads the catalogue that comes with the program.</summary>
    public static Catalogue Load() => new(DataFile.Rows("metrics.csv", cell => new Metric(
        cell("code")!, cell("name")!, cell("name_en")!, cell("pillar")!,
        Enum.Parse<MetricKind>(cell("kind")!, ignoreCase: true), cell("unit")!,
        Enum.Parse<Better>(cell("better")!, ignoreCase: true), cell("numerator"), cell("denominator"), cell("note"))));

    private void Check(Metric metric)
    {
        string? fault = metric.Kind switch
        {
            MetricKind.Ratio when InputKind(metric.Numerator) != MetricKind.Sum || InputKind(metric.Denominator) != MetricKind.Sum
                => "a ratio needs a sum above and a sum below",
            MetricKind.PerCapita or MetricKind.Coverage when InputKind(metric.Numerator) != MetricKind.Level
                => "a per-capita or coverage metric needs a level",
            _ => null,
        };
        if (fault is not null) throw new InvalidDataException($"metrics.csv: {metric.Code}: {fault}.");
    }

    private MetricKind? InputKind(string? code) => code is null ? null : Find(code)?.Kind;
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Reference;

/// <summary>The targets in force.</summary>
public sealed class TargetList
{
    private readonly FrozenDictionary<(string? City, string Metric, string Period), TargetDefinition> _byKey;
    private readonly ILookup<(string Metric, string Year), string> _periods;

    /// <summary>Creates a list of targets, unique by city, metric and period.</summary>
    public TargetList(IEnumerable<TargetDefinition> targets)
    {
        All = [.. targets];
        _byKey = All.ToFrozenDictionary(target => (target.City, target.Metric, target.Period));
        _periods = All.Select(target => (Key: (target.Metric, target.Period[..4]), target.Period)).Distinct()
            .ToLookup(pair => pair.Key, pair => pair.Period);
    }

    /// <summary>All targets, in the order of their document.</summary>
    public ImmutableArray<TargetDefinition> All { get; }

    /// <summary>
    /// Returns a city's target for a metric and period, its own or the one for every city; for the province only its
    /// own.
    /// </summary>
    public TargetDefinition? Find(string city, string metric, string period, string province)
    {
        if (_byKey.TryGetValue((city, metric, period), out var own)) return own;
        return city == province ? null : _byKey.GetValueOrDefault((null, metric, period));
    }

    /// <summary>Returns the periods of a year for which any place has a target for a metric.</summary>
    public IEnumerable<string> GetPeriods(string metric, string year) => _periods[(metric, year)];
}

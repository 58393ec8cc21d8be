using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Reference;

/// <summary>What a target asks for.</summary>
[GenerateSerializer, Alias("ipm.goal")]
public enum Goal
{
    /// <summary>To get to a value over the period: a sum to be done, a level to be reached from where it stood.</summary>
    Reach,
    /// <summary>To be no worse than a value (覆盖率 ≥ 90 %): at least it, or at most it where less is better.</summary>
    Floor,
    /// <summary>To be no worse than another figure (不低于去年全省平均).</summary>
    Benchmark,
}

/// <summary>The figure that a benchmark is.</summary>
[GenerateSerializer, Alias("ipm.benchmark")]
public enum BenchmarkKind
{
    /// <summary>The province's of the same stretch a year before (去年全省平均).</summary>
    ProvinceLastYear,
    /// <summary>The province's of the period itself (全省平均).</summary>
    Province,
    /// <summary>The city's own of the same stretch a year before.</summary>
    OwnLastYear,
}

/// <summary>How much of a target should be done by a day.</summary>
[GenerateSerializer, Alias("ipm.pace-curve")]
public enum PaceCurve
{
    /// <summary>As much of it as of the period has passed.</summary>
    Line,
    /// <summary>As much as earlier years had done by that day, on average; a straight line where there is no earlier year.</summary>
    EarlierYears,
}

/// <summary>A target of a city (or the province) for a metric over a year, quarter or month.</summary>
/// <param name="City">Its code; null is every city.</param>
/// <param name="Metric">The metric's code.</param>
/// <param name="Period">As <c>2026</c>, <c>2026Q1</c> or <c>2026-04</c>.</param>
/// <param name="Goal">What is asked for.</param>
/// <param name="Value">In the metric's unit; null for a benchmark.</param>
/// <param name="Against">The figure that a benchmark is.</param>
/// <param name="Base">Of a level: where it started; null is its figure before the period began.</param>
/// <param name="Curve">How much of it should be done by a day.</param>
/// <param name="Note">Where it is laid down.</param>
public sealed record TargetDefinition(
    string? City, string Metric, string Period, Goal Goal, decimal? Value, BenchmarkKind? Against, decimal? Base, PaceCurve Curve, string? Note);

/// <summary>The targets in force.</summary>
public sealed class TargetList
{
    private readonly FrozenDictionary<(string? City, string Metric, string Period), TargetDefinition> _byKey;
    private readonly ILookup<(string Metric, string Year), string> _periods;

    /// <summary>Makes a list of targets of which no two are for the same.</summary>
    public TargetList(IEnumerable<TargetDefinition> targets)
    {
        All = [.. targets];
        _byKey = All.ToFrozenDictionary(target => (target.City, target.Metric, target.Period));
        _periods = All.Select(target => (Key: (target.Metric, target.Period[..4]), target.Period)).Distinct()
            .ToLookup(pair => pair.Key, pair => pair.Period);
    }

    /// <summary>All targets, in the order of their document.</summary>
    public ImmutableArray<TargetDefinition> All { get; }

    /// <summary>A city's target for a metric and period: its own, or the one for every city; the province has only its own.</summary>
    public TargetDefinition? Find(string city, string metric, string period, string province) =>
        _byKey.GetValueOrDefault((city, metric, period)) ?? (city == province ? null : _byKey.GetValueOrDefault((null, metric, period)));

    /// <summary>The periods in a year for which a metric has targets anywhere.</summary>
    public IEnumerable<string> GetPeriods(string metric, string year) => _periods[(metric, year)];
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IpMonitor.Grains.Metrics;

/// <summary>The way a metric's figure is calculated.</summary>
public enum MetricKind
{
    /// <summary>Adds up over the period.</summary>
    Sum,
    /// <summary>The latest reading on or before the period's end.</summary>
    Level,
    /// <summary>Σ value·weight / Σ weight.</summary>
    Mean,
    /// <summary>One metric divided by another; derived, never reported.</summary>
    Ratio,
    /// <summary>A level per 10,000 people; derived, never reported.</summary>
    [JsonStringEnumMemberName("percapita")]
    PerCapita,
    /// <summary>The share of cities with a level of one or more; derived, defined for the province only.</summary>
    Coverage,
    /// <summary>综合考核得分: points for other metrics, weighted by a scheme; derived, never reported.</summary>
    Composite,
}

/// <summary>The method that gives an indicator of a composite its points, 0 to 100.</summary>
[GenerateSerializer, Alias("ipm.scoring")]
public enum ScoringMethod
{
    /// <summary>The attained percentage of the target, capped at 100.</summary>
    Target,
    /// <summary>Linear from the worst city's figure (0) to the best city's (100).</summary>
    MinMax,
    /// <summary>By rank: the first of n has 100, the last 100/n.</summary>
    Rank,
}

/// <summary>One indicator of a composite.</summary>
/// <param name="Metric">Code of the metric.</param>
/// <param name="Weight">Weight in per cent; the weights of a composite add up to 100.</param>
/// <param name="Scoring">Scoring method.</param>
public sealed record CompositeComponent(
    string Metric, [property: JsonRequired] decimal Weight, [property: JsonRequired] ScoringMethod Scoring);

/// <summary>The direction in which a metric improves.</summary>
public enum BetterDirection
{
    /// <summary>More is better.</summary>
    Higher,
    /// <summary>Less is better.</summary>
    Lower,
    /// <summary>Neither: shown, never ranked or scored (fines: Administrative Penalty Law, art. 74).</summary>
    None,
}

/// <summary>One entry of the metric catalogue.</summary>
/// <param name="Code">Unique code.</param>
/// <param name="Name">Chinese name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Pillar">Field of work that the metric belongs to.</param>
/// <param name="Kind">Way of calculation.</param>
/// <param name="Unit">Unit of measurement.</param>
/// <param name="Better">Direction of improvement.</param>
/// <param name="Numerator">For a derived metric: code of the dividend.</param>
/// <param name="Denominator">For a ratio: code of the divisor.</param>
/// <param name="Note">Remark on the definition.</param>
/// <param name="Source">Authoritative source; events of other sources are stored and shown, but not counted.</param>
public sealed record Metric(
    string Code,
    string Name,
    string NameEn,
    string Pillar,
    MetricKind Kind,
    string Unit,
    BetterDirection Better,
    string? Numerator,
    string? Denominator,
    string? Note,
    string? Source = null)
{
    /// <summary>Indicators of a composite; otherwise empty.</summary>
    public ImmutableArray<CompositeComponent> Indicators { get; init; } = [];

    /// <summary>True if events report it; the other kinds are derived from reported metrics.</summary>
    public bool IsReported => Kind is MetricKind.Sum or MetricKind.Level or MetricKind.Mean;

    /// <summary>True if cities are ranked by it: it has a direction, and each city has its own figure.</summary>
    public bool IsRanked => Better != BetterDirection.None && Kind != MetricKind.Coverage;

    /// <summary>Returns true if events of a source count: no source is authoritative, or this one is.</summary>
    public bool IsSourceCounted(string source) => Source is null || Source == source;

    /// <summary>True if it is a state on a day, which is compared with the end of the previous year (较上年末).</summary>
    public bool HasYearEnd => Kind is MetricKind.Level or MetricKind.PerCapita or MetricKind.Coverage;

    /// <summary>True if its changes are expressed in percentage points (百分点).</summary>
    public bool IsPercentage => Unit == "%";

    /// <summary>Codes of the metrics its figure is calculated from; its own code if reported.</summary>
    public IEnumerable<string> Inputs
    {
        get
        {
            if (IsReported) yield return Code;
            if (Numerator is not null) yield return Numerator;
            if (Denominator is not null) yield return Denominator;
            foreach (var indicator in Indicators) yield return indicator.Metric;
        }
    }
}

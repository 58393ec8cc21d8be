using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IpMonitor.Grains.Metrics;

/// <summary>How a metric's figure comes about (design, section 2).</summary>
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
    /// <summary>The share of the cities with a level of one or more; derived, a figure of the province alone.</summary>
    Coverage,
    /// <summary>综合考核得分: points for other metrics, weighted by a scheme; derived, never reported.</summary>
    Composite,
}

/// <summary>How an indicator of a composite earns its points, 0 to 100.</summary>
[GenerateSerializer, Alias("ipm.scoring")]
public enum ScoringMethod
{
    /// <summary>The share of its target that is attained, capped at 100.</summary>
    Target,
    /// <summary>From the worst city's figure (0) to the best city's (100).</summary>
    MinMax,
    /// <summary>By place: the first of n has 100, the last 100/n.</summary>
    Rank,
}

/// <summary>One indicator of a composite: which metric, how much of the whole (all weights make 100), and how it is scored.</summary>
public sealed record Indicator(string Metric, [property: JsonRequired] decimal Weight, [property: JsonRequired] ScoringMethod Scoring);

/// <summary>Which way a metric is good; <see cref="None"/> is shown and never ranked or scored.</summary>
public enum BetterDirection
{
    /// <summary>More is better.</summary>
    Higher,
    /// <summary>Less is better.</summary>
    Lower,
    /// <summary>Neither: shown, never ranked (fines: Administrative Penalty Law, art. 74).</summary>
    None,
}

/// <summary>
/// One line of the catalogue: what is counted, how, in which unit, and which way is good. Where it names an authoritative
/// <paramref name="Source"/>, what other sources report is kept and shown beside, and does not count.
/// </summary>
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
    /// <summary>Of a composite: what it is made of; otherwise empty.</summary>
    public ImmutableArray<Indicator> Indicators { get; init; } = [];

    /// <summary>Whether bureaus report it; the others are answers, worked out of reported ones.</summary>
    public bool IsReported => Kind is MetricKind.Sum or MetricKind.Level or MetricKind.Mean;

    /// <summary>Whether cities are ranked by it: a direction is needed, and a figure of a city's own.</summary>
    public bool IsRanked => Better != BetterDirection.None && Kind != MetricKind.Coverage;

    /// <summary>Whether what a source reports counts: everything does where no source is authoritative.</summary>
    public bool IsSourceCounted(string source) => Source is null || Source == source;

    /// <summary>Whether its changes are said in percentage points (百分点) instead of per cent.</summary>
    public bool IsPercentage => Unit == "%";

    /// <summary>The codes of the metrics its figure is worked out of; its own when it is reported.</summary>
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

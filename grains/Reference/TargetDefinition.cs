namespace IpMonitor.Grains.Reference;

/// <summary>The kind of a target.</summary>
[GenerateSerializer, Alias("ipm.goal")]
public enum Goal
{
    /// <summary>Reach a value over the period: a total for a sum, a value starting from the base for a level.</summary>
    Reach,
    /// <summary>A minimum (覆盖率 ≥ 90 %), or a maximum if lower is better.</summary>
    Floor,
    /// <summary>Stay no worse than another figure (不低于去年全省平均).</summary>
    Benchmark,
}

/// <summary>The figure that a benchmark target refers to.</summary>
[GenerateSerializer, Alias("ipm.benchmark")]
public enum BenchmarkReference
{
    /// <summary>The province's figure of the same period a year earlier (去年全省平均).</summary>
    ProvinceLastYear,
    /// <summary>The province's figure of the same period (全省平均).</summary>
    Province,
    /// <summary>The city's own figure of the same period a year earlier.</summary>
    OwnLastYear,
}

/// <summary>The curve that determines the expected progress on a day.</summary>
[GenerateSerializer, Alias("ipm.pace-curve")]
public enum PaceCurve
{
    /// <summary>The elapsed share of the period.</summary>
    Line,
    /// <summary>
    /// The average progress of earlier years on the same day; as <see cref="Line"/> without earlier years.
    /// </summary>
    EarlierYears,
}

/// <summary>A target of a city or the province for a metric over a year, quarter or month.</summary>
/// <param name="City">The code of the city or the province; null for every city.</param>
/// <param name="Metric">The metric's code.</param>
/// <param name="Period">The period, such as <c>2026</c>, <c>2026Q1</c> or <c>2026-04</c>.</param>
/// <param name="Goal">The kind of target.</param>
/// <param name="Value">The value in the metric's unit; null for a benchmark.</param>
/// <param name="Against">The figure that a benchmark refers to.</param>
/// <param name="Base">For a level: the starting value; null is its figure before the period.</param>
/// <param name="Curve">The curve of expected progress.</param>
/// <param name="Note">The document that sets the target.</param>
public sealed record TargetDefinition(
    string? City,
    string Metric,
    string Period,
    Goal Goal,
    decimal? Value,
    BenchmarkReference? Against,
    decimal? Base,
    PaceCurve Curve,
    string? Note);

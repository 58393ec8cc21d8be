using System.Collections.Immutable;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// A figure held against an earlier one: by how many per cent it is more or, when the figures are themselves percentages, by
/// how many percentage points (百分点). No percentage from a base of zero.
/// </summary>
/// <param name="Base">The earlier figure.</param>
/// <param name="Percent">By how many per cent it is more.</param>
/// <param name="Points">By how many percentage points, of a percentage.</param>
/// <param name="LowBase">Whether the base is so small that the percentage says little; absent when not.</param>
[GenerateSerializer, Immutable, Alias("ipm.comparison")]
public sealed record Comparison(
    [property: Id(0)] decimal Base,
    [property: Id(1)] decimal? Percent,
    [property: Id(2)] decimal? Points,
    [property: Id(3)] bool? LowBase)
{
    /// <summary>Holds a figure against its base; null when there is none.</summary>
    /// <param name="metric">The metric of both.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="base">What it is held against.</param>
    /// <param name="leastBase">A base below this, in the metric's unit, is a low one.</param>
    public static Comparison? Create(Metric metric, Figure figure, Figure? @base, decimal leastBase)
    {
        if (@base is null) return null;
        var value = @base.ExactValue.ToDecimal();
        return metric.IsPercentage ? new(value, null, (figure.ExactValue - @base.ExactValue).ToDecimal(), null)
            : @base.ExactValue.IsZero ? new(value, null, null, null)
            : new(value, figure.ExactValue.PercentChangeFrom(@base.ExactValue).ToDecimal(), null, value < leastBase ? true : null);
    }
}

/// <summary>A metric's figure as it is answered; values are in the metric's unit, rounded to 10 decimals.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="Value">The figure.</param>
/// <param name="Numerator">Of a derived figure: what was divided.</param>
/// <param name="Denominator">Of a derived figure: by what.</param>
/// <param name="ReadingDate">Of a level: the day of the reading.</param>
/// <param name="PopulationYear">Of a per-capita figure: the year of the population.</param>
/// <param name="Qualifier">余/约; absent when exact.</param>
/// <param name="Yoy">同比.</param>
/// <param name="Mom">环比.</param>
/// <param name="Rank">The city's place.</param>
/// <param name="Of">Among how many.</param>
/// <param name="Cities">Of a province's figure: how many cities have the readings.</param>
/// <param name="Corrected">How many corrections touched it; absent when none did.</param>
/// <param name="Final">核定数: all it is worked out of is final; absent for 快报数.</param>
/// <param name="Discrepancy">By how much the units together come to more than the whole city, which counts; absent when they do not, and of a derived figure, whose inputs tell theirs.</param>
/// <param name="Target">The target for exactly this period, and how far it is.</param>
/// <param name="Gap">What takes the city one place up.</param>
/// <param name="Lead">How far the one behind is.</param>
[GenerateSerializer, Immutable, Alias("ipm.metric-figure")]
public sealed record MetricFigure(
    [property: Id(0)] string Metric,
    [property: Id(1)] decimal Value,
    [property: Id(2)] decimal? Numerator,
    [property: Id(3)] decimal? Denominator,
    [property: Id(4)] DateOnly? ReadingDate,
    [property: Id(5)] int? PopulationYear,
    [property: Id(6)] Qualifier? Qualifier,
    [property: Id(7)] Comparison? Yoy = null,
    [property: Id(8)] Comparison? Mom = null,
    [property: Id(9)] int? Rank = null,
    [property: Id(10)] int? Of = null,
    [property: Id(11)] int? Cities = null,
    [property: Id(12)] long? Corrected = null,
    [property: Id(13)] bool? Final = null,
    [property: Id(14)] decimal? Discrepancy = null,
    [property: Id(15)] TargetState? Target = null,
    [property: Id(16)] RankDistance? Gap = null,
    [property: Id(17)] RankDistance? Lead = null)
{
    /// <summary>Makes the answer out of the exact figure.</summary>
    public static MetricFigure From(Metric metric, Figure figure, int? populationYear) => new(
        metric.Code, figure.ExactValue.ToDecimal(), figure.Numerator, figure.Denominator, figure.ReadingDate, populationYear,
        figure.Qualifier.NullIfExact(), Corrected: GetCorrectionCount(figure), Final: figure.IsFinal ? true : null,
        Discrepancy: figure.UnitExcess == 0 || !metric.IsReported ? null : figure.UnitExcess);

    /// <summary>The corrections as answered: none go without saying.</summary>
    public static long? GetCorrectionCount(Figure figure) => figure.CorrectionCount == 0 ? null : figure.CorrectionCount;
}

/// <summary>
/// One city's line in a ranking; <see cref="PreviousRank"/> is its place at the baseline, <see cref="Gap"/> what takes it one
/// place up, <see cref="Lead"/> how far the one behind is.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.ranking-row")]
public sealed record RankingRow(
    [property: Id(0)] int Rank,
    [property: Id(1)] int? PreviousRank,
    [property: Id(2)] string City,
    [property: Id(3)] string Name,
    [property: Id(4)] string NameEn,
    [property: Id(5)] decimal Value,
    [property: Id(6)] Qualifier? Qualifier,
    [property: Id(7)] DateOnly? ReadingDate,
    [property: Id(8)] Comparison? Yoy,
    [property: Id(9)] bool? Tie,
    [property: Id(10)] long? Corrected,
    [property: Id(11)] bool? Final,
    [property: Id(12)] RankDistance? Gap,
    [property: Id(13)] RankDistance? Lead);

/// <summary>A city without a place, and named: it has not reported (未报送), or what it reported gives no figure (无法计算).</summary>
[GenerateSerializer, Immutable, Alias("ipm.unranked-city")]
public sealed record UnrankedCity(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn);

/// <summary>What a change of rank is held against.</summary>
[GenerateSerializer, Alias("ipm.baseline")]
public enum Baseline
{
    /// <summary>The period before (上期).</summary>
    Previous,
    /// <summary>The same stretch a year before.</summary>
    LastYear,
}

/// <summary>
/// The cities ranked by a metric over a period; those that have not reported (未报送); and those that have, without a figure
/// coming of it: nothing to divide by, or no population known (无法计算).
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.ranking-response")]
public sealed record RankingResponse(
    long Position,
    [property: Id(0)] string Metric,
    [property: Id(1)] string Period,
    [property: Id(2)] Baseline Baseline,
    [property: Id(3)] int? PopulationYear,
    [property: Id(4)] ImmutableArray<RankingRow> Rows,
    [property: Id(5)] ImmutableArray<UnrankedCity> NotReported,
    [property: Id(6)] ImmutableArray<UnrankedCity> NoFigure) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(RankingResponse? other) => base.Equals(other)
        && (Metric, Period, Baseline, PopulationYear) == (other.Metric, other.Period, other.Baseline, other.PopulationYear)
        && Rows.SequenceEqual(other.Rows) && NotReported.SequenceEqual(other.NotReported) && NoFigure.SequenceEqual(other.NoFigure);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Metric, Period);
}

/// <summary>Everything a city has a figure for, with its place among the cities.</summary>
[GenerateSerializer, Immutable, Alias("ipm.city-response")]
public sealed record CityResponse(
    long Position,
    [property: Id(0)] NamedCity City,
    [property: Id(1)] string Period,
    [property: Id(2)] ImmutableArray<MetricFigure> Metrics) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(CityResponse? other) =>
        base.Equals(other) && (City, Period) == (other.City, other.Period) && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), City, Period);
}

/// <summary>Everything the province has a figure for.</summary>
[GenerateSerializer, Immutable, Alias("ipm.province-response")]
public sealed record ProvinceResponse(
    long Position,
    [property: Id(0)] string Period,
    [property: Id(1)] ImmutableArray<MetricFigure> Metrics) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(ProvinceResponse? other) =>
        base.Equals(other) && Period == other.Period && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Period);
}

/// <summary>One city's figures at the steps of a trend; null where it has none.</summary>
[GenerateSerializer, Immutable, Alias("ipm.trend-line")]
public sealed record TrendLine(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<decimal?> Values);

/// <summary>How a metric went, step by step, in the cities that have a figure in the period.</summary>
[GenerateSerializer, Immutable, Alias("ipm.trend-response")]
public sealed record TrendResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Metric,
    [property: Id(2)] string Period,
    [property: Id(3)] ImmutableArray<string> Steps,
    [property: Id(4)] ImmutableArray<TrendLine> Cities);

/// <summary>A city's points of a composite, indicator by indicator.</summary>
[GenerateSerializer, Immutable, Alias("ipm.points-response")]
public sealed record PointsResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Metric,
    [property: Id(2)] string Period,
    [property: Id(3)] string City,
    [property: Id(4)] decimal? Value,
    [property: Id(5)] int? Rank,
    [property: Id(6)] ImmutableArray<IndicatorPoints> Indicators);

/// <summary>How far a figure had come by the end of a step of its period.</summary>
/// <param name="Period">The step.</param>
/// <param name="Value">The figure from the period's beginning to the step's end; null when there is none, or the step is still ahead.</param>
/// <param name="Rank">The city's place by it.</param>
/// <param name="Of">Among how many.</param>
/// <param name="Due">What should be there by then for the target, in the metric's unit; null without a target, or where it cannot be told.</param>
/// <param name="LastYear">The figure by the same day a year before.</param>
[GenerateSerializer, Immutable, Alias("ipm.course-step")]
public sealed record CourseStep(
    [property: Id(0)] string Period,
    [property: Id(1)] decimal? Value,
    [property: Id(2)] int? Rank,
    [property: Id(3)] int? Of,
    [property: Id(4)] decimal? Due,
    [property: Id(5)] decimal? LastYear);

/// <summary>How a city's figure came about over a period, step by step, beside its pace line (序时进度) and the year before.</summary>
[GenerateSerializer, Immutable, Alias("ipm.course-response")]
public sealed record CourseResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Metric,
    [property: Id(3)] string Period,
    [property: Id(4)] ImmutableArray<CourseStep> Steps);

/// <summary>When a city last reported of a metric; of a derived one, of all it is worked out of.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="LastDay">The latest day, up to the period's end, of which there is anything; null when there never was.</param>
/// <param name="Missed">Whether <see cref="ReportingResponse.Month"/> is missing although each of the three months before it was reported; absent when not.</param>
/// <param name="Target">The target for the period of what nothing was reported of in it; that of a figure stands with the figure.</param>
[GenerateSerializer, Immutable, Alias("ipm.metric-reporting")]
public sealed record MetricReporting(
    [property: Id(0)] string Metric,
    [property: Id(1)] DateOnly? LastDay,
    [property: Id(2)] bool? Missed,
    [property: Id(3)] TargetState? Target);

/// <summary>How a city keeps up its reporting, metric by metric; <see cref="Month"/> is the latest of which every report is due.</summary>
[GenerateSerializer, Immutable, Alias("ipm.reporting-response")]
public sealed record ReportingResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Period,
    [property: Id(3)] string Month,
    [property: Id(4)] ImmutableArray<MetricReporting> Metrics);

/// <summary>A metric that is missing, and the latest day of which there is anything.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-metric")]
public sealed record UnreportedMetric([property: Id(0)] string Metric, [property: Id(1)] DateOnly? LastDay);

/// <summary>A city and what it has not reported.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-city")]
public sealed record UnreportedCity(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<UnreportedMetric> Metrics);

/// <summary>The cities that have not reported all that is usual of a month, and the day by which it is due.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-response")]
public sealed record UnreportedResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Period,
    [property: Id(2)] DateOnly Due,
    [property: Id(3)] ImmutableArray<UnreportedCity> Cities);

/// <summary>One unit's figure beside the city's.</summary>
/// <param name="Unit">The unit; null is the whole city.</param>
/// <param name="Name">Its name.</param>
/// <param name="NameEn">Its name in English.</param>
/// <param name="Counted">Whether it counts in the city's figure: the whole or the parts, never both in one year.</param>
/// <param name="Figure">Its figure; rank and target are the city's alone.</param>
[GenerateSerializer, Immutable, Alias("ipm.unit-figure")]
public sealed record UnitFigure(
    [property: Id(0)] string? Unit,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] bool Counted,
    [property: Id(4)] MetricFigure Figure);

/// <summary>A city's figure for a metric, and what the whole city and each of its units reported of it.</summary>
[GenerateSerializer, Immutable, Alias("ipm.units-response")]
public sealed record UnitsResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Metric,
    [property: Id(3)] string Period,
    [property: Id(4)] MetricFigure? Figure,
    [property: Id(5)] ImmutableArray<UnitFigure> Units);

/// <summary>Everything a unit reported.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unit-response")]
public sealed record UnitResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Unit,
    [property: Id(2)] string City,
    [property: Id(3)] string Name,
    [property: Id(4)] string NameEn,
    [property: Id(5)] string Period,
    [property: Id(6)] ImmutableArray<MetricFigure> Metrics);

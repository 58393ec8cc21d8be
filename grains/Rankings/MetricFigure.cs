using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// The change of a figure from an earlier one, in percent or, for percentages, in percentage points (百分点).
/// </summary>
/// <param name="Base">The earlier figure.</param>
/// <param name="Percent">The change in percent; null for a percentage or a base of zero.</param>
/// <param name="Points">The change in percentage points; null unless the metric is a percentage.</param>
/// <param name="LowBase">True if the base is too small for the percentage to be meaningful; otherwise null.</param>
/// <param name="Comparable">
/// The number of members of the group (cities, units, indicators) with a figure on both sides; the change is theirs.
/// Null unless the figure has several members.
/// </param>
/// <param name="Of">
/// The number of members with a figure on either side. There is no change if fewer than half are comparable.
/// </param>
/// <param name="Value">The figure of the comparable members; null if it is the figure itself.</param>
/// <param name="Change">The change in the metric's unit; null for a percentage.</param>
[GenerateSerializer, Immutable, Alias("ipm.comparison")]
public sealed record Comparison(
    [property: Id(0)] decimal Base,
    [property: Id(1)] decimal? Percent,
    [property: Id(2)] decimal? Points,
    [property: Id(3)] bool? LowBase,
    [property: Id(4)] int? Comparable = null,
    [property: Id(5)] int? Of = null,
    [property: Id(6)] decimal? Value = null,
    [property: Id(7)] decimal? Change = null)
{
    /// <summary>Compares a figure with its base, like for like.</summary>
    /// <param name="metric">The metric of both figures.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="base">The earlier figure.</param>
    /// <param name="pair">Both figures of the comparable members.</param>
    /// <param name="minBase">Bases below this value, in the metric's unit, are low.</param>
    public static Comparison Create(
        Metric metric, Figure figure, Figure @base, ComparableFigures pair, decimal minBase)
    {
        var members = pair.Of > 1 || pair.Comparable < pair.Of
            ? new Comparison(@base.ExactValue.ToDecimal(), null, null, null, pair.Comparable, pair.Of)
            : new Comparison(@base.ExactValue.ToDecimal(), null, null, null);
        if (!pair.IsSufficient) return members;
        var (now, then) = (pair.Figure!.ExactValue, pair.Base!.ExactValue);
        var value = then.ToDecimal();
        var percent = metric.IsPercentage || then.IsZero ? null : now.PercentChangeFrom(then);
        return members with
        {
            Base = value,
            Percent = percent?.ToDecimal(),
            Points = metric.IsPercentage ? (now - then).ToDecimal() : null,
            LowBase = percent is not null && value < minBase ? true : null,
            Change = metric.IsPercentage ? null : (now - then).ToDecimal(),
            Value = now.CompareTo(figure.ExactValue) == 0 ? null : now.ToDecimal(),
        };
    }
}

/// <summary>A metric's figure in a response. Values are in the metric's unit, rounded to 10 decimals.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="Value">The figure.</param>
/// <param name="Numerator">The numerator of a derived figure.</param>
/// <param name="Denominator">The denominator of a derived figure.</param>
/// <param name="ReadingDate">The day of the reading of a level.</param>
/// <param name="PopulationYear">The year of the population of a per-capita figure.</param>
/// <param name="Qualifier">余/约; null if exact.</param>
/// <param name="Yoy">Change year on year (同比).</param>
/// <param name="Mom">Change on the previous period (环比).</param>
/// <param name="Rank">The city's rank.</param>
/// <param name="Of">The number of ranked cities.</param>
/// <param name="Cities">For a province's figure: the number of cities with readings.</param>
/// <param name="Corrected">The number of corrections included; null if none.</param>
/// <param name="Final">True if all inputs are final (核定数); null if preliminary (快报数).</param>
/// <param name="Discrepancy">
/// The amount by which the sum of the units exceeds the whole city's figure; null if it does not, and for derived
/// figures.
/// </param>
/// <param name="Target">The state of the target for exactly this period.</param>
/// <param name="Gap">The distance to the next higher rank.</param>
/// <param name="Lead">The distance to the next lower rank.</param>
/// <param name="YearEnd">For a level: change on the end of the previous year (较上年末).</param>
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
    [property: Id(17)] RankDistance? Lead = null,
    [property: Id(18)] Comparison? YearEnd = null)
{
    /// <summary>Converts an exact figure.</summary>
    public static MetricFigure From(Metric metric, Figure figure, int? populationYear) => new(
        metric.Code,
        figure.ExactValue.ToDecimal(),
        figure.Numerator,
        figure.Denominator,
        figure.ReadingDate,
        populationYear,
        figure.Qualifier.NullIfExact(),
        Corrected: GetCorrectionCount(figure),
        Final: figure.IsFinal ? true : null,
        Discrepancy: figure.UnitExcess == 0 || !metric.IsReported ? null : figure.UnitExcess);

    /// <summary>Returns the number of corrections; null if none.</summary>
    public static long? GetCorrectionCount(Figure figure) =>
        figure.CorrectionCount == 0 ? null : figure.CorrectionCount;
}

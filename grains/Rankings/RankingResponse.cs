using System.Collections.Immutable;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// A city's row in a ranking. <see cref="PreviousRank"/> is the rank at the baseline; <see cref="Gap"/> and
/// <see cref="Lead"/> are the distances to the next higher and next lower rank by value. <see cref="Ytd"/> is the
/// figure of the year up to the period's end; null if the period is that, and for levels.
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
    [property: Id(13)] RankDistance? Lead,
    [property: Id(14)] Comparison? Mom = null,
    [property: Id(15)] Comparison? YearEnd = null,
    [property: Id(16)] decimal? Ytd = null,
    [property: Id(17)] Comparison? YtdYoy = null);

/// <summary>
/// A city without a rank: not reported (未报送), or reported without yielding a figure (无法计算). With
/// <see cref="WholeCitySince"/> its units did report, but do not count: see <see cref="WholeCityBasis.Since"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.unranked-city")]
public sealed record UnrankedCity(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] DateOnly? WholeCitySince = null);

/// <summary>The period that changes of rank are relative to.</summary>
[GenerateSerializer, Alias("ipm.baseline")]
public enum Baseline
{
    /// <summary>The previous period (上期).</summary>
    Previous,
    /// <summary>The same period a year earlier.</summary>
    LastYear,
}

/// <summary>
/// The cities ranked by a metric over a period, the cities that have not reported (未报送), and the cities whose reports
/// yield no figure because the denominator is zero or the population is unknown (无法计算), or no change to rank by.
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
    [property: Id(6)] ImmutableArray<UnrankedCity> NoFigure,
    [property: Id(7)] RankingOrder Order = RankingOrder.Value) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(RankingResponse? other) => base.Equals(other)
        && (Metric, Period, Baseline) == (other.Metric, other.Period, other.Baseline)
        && (PopulationYear, Order) == (other.PopulationYear, other.Order)
        && Rows.SequenceEqual(other.Rows)
        && NotReported.SequenceEqual(other.NotReported)
        && NoFigure.SequenceEqual(other.NoFigure);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Metric, Period);
}

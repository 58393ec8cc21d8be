using System.Collections.Immutable;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// All figures of a city over a period, with its ranks. <see cref="WholeCity"/> lists the metrics whose reports of
/// units do not count in the period; null if none.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.city-response")]
public sealed record CityResponse(
    long Position,
    [property: Id(0)] NamedCity City,
    [property: Id(1)] string Period,
    [property: Id(2)] ImmutableArray<MetricFigure> Metrics,
    [property: Id(3)] ImmutableArray<WholeCityBasis>? WholeCity = null) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(CityResponse? other) => base.Equals(other)
        && (City, Period) == (other.City, other.Period)
        && Metrics.SequenceEqual(other.Metrics)
        && (WholeCity ?? []).SequenceEqual(other.WholeCity ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), City, Period);
}

/// <summary>All figures of the province over a period.</summary>
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

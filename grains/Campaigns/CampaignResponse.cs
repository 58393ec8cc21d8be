using System.Collections.Immutable;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Campaigns;

/// <summary>A campaign's figure for a metric.</summary>
[GenerateSerializer, Immutable, Alias("ipm.campaign-figure")]
public sealed record CampaignFigure(
    [property: Id(0)] string Metric,
    [property: Id(1)] decimal Value,
    [property: Id(2)] Qualifier? Qualifier);

/// <summary>A city's figures in a campaign.</summary>
[GenerateSerializer, Immutable, Alias("ipm.campaign-city")]
public sealed record CampaignCity(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<CampaignFigure> Metrics)
{
    /// <inheritdoc/>
    public bool Equals(CampaignCity? other) =>
        other is not null && City == other.City && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(City, Metrics.Length);
}

/// <summary>A campaign with its totals, its figures by city, and its latest events.</summary>
[GenerateSerializer, Immutable, Alias("ipm.campaign-response")]
public sealed record CampaignResponse(
    long Position,
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] DateOnly Start,
    [property: Id(4)] DateOnly End,
    [property: Id(5)] string? Theme,
    [property: Id(6)] string? ThemeEn,
    [property: Id(7)] string? Slogan,
    [property: Id(8)] ImmutableArray<string> Cities,
    [property: Id(9)] ImmutableArray<PlannedActivity> Plan,
    [property: Id(10)] ImmutableArray<CampaignFigure> Totals,
    [property: Id(11)] ImmutableArray<CampaignCity> ByCity,
    [property: Id(12)] ImmutableArray<EventRow> Latest) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(CampaignResponse? other) => base.Equals(other)
        && (Id, Name, NameEn, Start, End) == (other.Id, other.Name, other.NameEn, other.Start, other.End)
        && (Theme, ThemeEn, Slogan) == (other.Theme, other.ThemeEn, other.Slogan)
        && Cities.SequenceEqual(other.Cities)
        && Plan.SequenceEqual(other.Plan)
        && Totals.SequenceEqual(other.Totals)
        && ByCity.SequenceEqual(other.ByCity)
        && Latest.SequenceEqual(other.Latest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Id);
}

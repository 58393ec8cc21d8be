using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Campaigns;

/// <summary>Totals of the events that name a campaign, of any date.</summary>
public sealed class CampaignProjection
{
    private ProvinceProjection? _province;
    private ImmutableArray<EventRow> _latestEvents = [];

    /// <summary>The position of the last event included.</summary>
    public long Position => _province?.Position ?? 0;

    /// <summary>Creates the projection as it was known at a position.</summary>
    public static CampaignProjection AsOf(long position, PointInTimeSnapshot past, ReferenceSnapshot reference) => new()
    {
        _province = ProvinceProjection.AsOf(position, past, reference),
        _latestEvents = [.. past.LatestEvents.Select(EventRow.From)],
    };

    /// <summary>Applies changes; returns true if any figure may have changed.</summary>
    public bool Apply(JournalChanges changes, ReferenceSnapshot reference)
    {
        _latestEvents = [.. changes.LatestEvents.Select(EventRow.From)];
        return (_province ??= new(reference)).Apply(changes, reference).Count > 0;
    }

    /// <summary>Returns a campaign with its figures; null if there is no campaign with this id.</summary>
    public CampaignResponse? GetCampaign(string id) =>
        _province?.Reference.Campaigns.Find(id) is { } campaign ? GetCampaign(campaign) : null;

    /// <summary>Returns a campaign with its figures, none before its first event.</summary>
    public CampaignResponse GetCampaign(CampaignDefinition campaign)
    {
        var period = ReportingPeriod.ForCampaign(campaign.Id);
        return new(
            Position, campaign.Id, campaign.Name, campaign.NameEn, campaign.Start, campaign.End,
            campaign.Theme, campaign.ThemeEn, campaign.Slogan, campaign.Cities, campaign.Plan,
            GetFigures(metric => _province!.GetProvinceFigure(metric, period).Figure),
            [.. _province!.Reference.Places.Cities
                .Select(city => new CampaignCity(
                    city.Code,
                    city.Name,
                    city.NameEn,
                    GetFigures(metric => _province.GetCityFigure(city.Code, metric, period).Figure)))
                .Where(city => !city.Metrics.IsEmpty)],
            _latestEvents);
    }

    // Coverage is excluded: it is a share of all cities of the province.
    private ImmutableArray<CampaignFigure> GetFigures(Func<Metric, Figure?> getFigure) =>
    [
        .. from metric in _province!.Reference.Catalogue.All
           where metric.Kind is not (MetricKind.Coverage or MetricKind.Composite)
           let figure = getFigure(metric)
           where figure is not null
           select new CampaignFigure(metric.Code, figure.ExactValue.ToDecimal(), figure.Qualifier.NullIfExact()),
    ];
}

using System.Collections.Immutable;
using IpMonitor.Grains.Books;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Campaigns;

/// <summary>What the events that name a campaign come to: pure; all of them count, whatever their date.</summary>
public sealed class CampaignBook(CampaignDefinition campaign, Catalogue catalogue, Places places)
{
    private readonly ProvinceBook _book = new(catalogue, places);
    private readonly ReportingPeriod _period = ReportingPeriod.OfCampaign(campaign.Id);
    private ImmutableArray<EventRow> _latest = [];

    /// <summary>Answers include every event up to this position and none after.</summary>
    public long Position => _book.Position;

    /// <summary>Takes over what changed, and tells whether anything did.</summary>
    public bool Apply(Changes changes)
    {
        _latest = [.. changes.Latest.Select(EventRow.From)];
        return _book.Apply(changes).Count > 0;
    }

    /// <summary>The campaign and its figures.</summary>
    public CampaignAnswer Answer() => new(
        Position, campaign.Id, campaign.Name, campaign.NameEn, campaign.Start, campaign.End,
        campaign.Theme, campaign.ThemeEn, campaign.Slogan, campaign.Cities, campaign.Plan,
        Figures(metric => _book.OfProvince(metric, _period).Figure),
        [.. places.Cities
            .Select(city => new CampaignCity(city.Code, city.Name, city.NameEn, Figures(metric => _book.OfCity(city.Code, metric, _period).Figure)))
            .Where(city => !city.Metrics.IsEmpty)],
        _latest);

    // Coverage is a share of all the province's cities, which a campaign says nothing about.
    private ImmutableArray<CampaignFigure> Figures(Func<Metric, Figure?> figureOf) =>
    [
        .. from metric in catalogue.All
           where metric.Kind != MetricKind.Coverage
           let figure = figureOf(metric)
           where figure is not null
           select new CampaignFigure(metric.Code, figure.Exact.Rounded(), figure.Qualifier.Shown()),
    ];
}

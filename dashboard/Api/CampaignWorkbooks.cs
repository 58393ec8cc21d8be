using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Campaigns;
using static IpMonitor.Dashboard.Api.CampaignRoutes;

namespace IpMonitor.Dashboard.Api;

/// <summary>Creates the workbooks of campaigns.</summary>
internal static class CampaignWorkbooks
{
    public static Task<Workbook?> CreateList(
        WorkbookRequest request, IEnumerable<CampaignRow> first, IAsyncEnumerable<IEnumerable<CampaignRow>> pages) =>
        Task.FromResult<Workbook?>(new(request.Text("sheet.campaigns"), new ExportTable(
            request.Text("sheet.campaigns"),
            request.Text("sheet.campaigns"),
            [
                new(request.Text("sheet.campaign")), new(request.Text("sheet.id")), new(request.Text("sheet.start")),
                new(request.Text("sheet.end")), new(request.Text("sheet.theme")), new(request.Text("sheet.slogan")),
            ],
            pages.Select(page => page.Select(row => (ExportCell[])
            [
                request.NameOf(row.Name, row.NameEn), row.Id, ExportCell.FromDay(row.Start),
                ExportCell.FromDay(row.End),
                request.NameOf(row.Theme ?? "", row.ThemeEn ?? row.Theme ?? ""), row.Slogan,
            ])),
            request.CreateFoot())));

    /// <summary>Creates the tables of a campaign: totals, cities, plan and latest events.</summary>
    public static async Task<Workbook?> CreateCampaign(WorkbookRequest request, CampaignResponse campaign)
    {
        var texts = await FigureTexts.Create(request, campaign.Position);
        var name = request.NameOf(campaign.Name, campaign.NameEn);
        var foot = await request.CreateFoot(campaign.Position, request.Text("sheet.campaign_note"));
        var metrics = campaign.Totals.Select(total => total.Metric).ToList();
        return new(
            name,
            new ExportTable(
                request.Text("sheet.total"),
                FigureTexts.Title(name, request.Text("sheet.total")),
                [
                    new(request.Text("sheet.metric")), new(request.Text("sheet.value"), IsEnd: true),
                    new(request.Text("sheet.unit_of_measure")),
                ],
                campaign.Totals.Select(total => (ExportCell[])
                [
                    texts.NameMetric(total.Metric), CreateFigure(total), texts.LabelUnit(UnitOf(total.Metric)),
                ]),
                foot),
            new ExportTable(
                request.Text("sheet.by_city"),
                FigureTexts.Title(name, request.Text("sheet.by_city")),
                [
                    new(request.Text("sheet.city")),
                    .. metrics.Select(metric => new ExportColumn(
                        request.WithUnit(texts.NameMetric(metric), texts.LabelUnit(UnitOf(metric))), IsEnd: true)),
                ],
                [
                    .. FindCities(campaign).Select(code => (ExportCell[])
                    [
                        texts.NameCity(code),
                        .. metrics.Select(metric => FindFigure(campaign, code, metric) is { } figure
                            ? CreateFigure(figure)
                            : request.Text("sheet.not_reported")),
                    ]),
                    [
                        .. ((ExportCell[])[request.Text("sheet.total"), .. campaign.Totals.Select(CreateFigure)])
                            .Select(cell => cell with { IsTotal = true }),
                    ],
                ],
                foot),
            new ExportTable(
                request.Text("sheet.plan"),
                FigureTexts.Title(name, request.Text("sheet.plan")),
                [
                    new(request.Text("sheet.date")), new(request.Text("sheet.city")),
                    new(request.Text("sheet.activity")),
                ],
                campaign.Plan.Select(activity => (ExportCell[])
                [
                    ExportCell.FromDay(activity.Date),
                    texts.NameCity(activity.City ?? texts.Reference.Places.Province.Code), activity.Title,
                ]),
                foot),
            await EventWorkbooks.CreateTable(
                texts, campaign.Position,
                new[] { campaign.Latest.Select(row => EventWorkbooks.CreateRow(texts, row)) }.ToAsyncEnumerable()));

        string UnitOf(string metric) => texts.FindMetric(metric)?.Unit ?? "";

        ExportCell CreateFigure(CampaignFigure figure) => texts.CreateFigure(
            figure.Value, NumberFormats.ForValues(UnitOf(figure.Metric), figure.Value), figure.Qualifier);
    }

    private static IEnumerable<string> FindCities(CampaignResponse campaign) =>
        campaign.Cities.Union(campaign.ByCity.Select(city => city.City)).Order(StringComparer.Ordinal);

    private static CampaignFigure? FindFigure(CampaignResponse campaign, string city, string metric) =>
        campaign.ByCity.FirstOrDefault(row => row.City == city)?.Metrics
            .FirstOrDefault(figure => figure.Metric == metric);
}

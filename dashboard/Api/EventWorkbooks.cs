using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using static IpMonitor.Dashboard.Api.CorrectionRoutes;
using static IpMonitor.Dashboard.Api.EventQueryRoutes;

namespace IpMonitor.Dashboard.Api;

/// <summary>Creates the workbooks of events and their corrections.</summary>
internal static class EventWorkbooks
{
    public static async Task<Workbook?> CreateEvents(
        WorkbookRequest request, EventsResponse first, IAsyncEnumerable<EventsResponse> pages)
    {
        var texts = await FigureTexts.Create(request, first.Position);
        return new(request.Text("sheet.events"), await CreateTable(
            texts, first.Position, pages.Select(page => page.Events.Select(row => CreateRow(texts, row)))));
    }

    public static async Task<Workbook?> CreateHistory(WorkbookRequest request, IEnumerable<EventRow> rows)
    {
        var events = rows.ToList();
        var position = events.Max(row => row.Position);
        var texts = await FigureTexts.Create(request, position);
        return new(request.Text("sheet.events"), await CreateTable(
            texts, position, new[] { events.Select(row => CreateRow(texts, row)) }.ToAsyncEnumerable()));
    }

    public static async Task<Workbook?> CreateCorrections(
        WorkbookRequest request, CorrectionsResponse first, IAsyncEnumerable<CorrectionsResponse> pages)
    {
        var texts = await FigureTexts.Create(request, first.Position);
        return new(request.Text("sheet.corrections"), new ExportTable(
            request.Text("sheet.corrections"),
            request.Text("sheet.corrections"),
            [
                new(request.Text("sheet.received")), new(request.Text("sheet.city")), new(request.Text("sheet.unit")),
                new(request.Text("sheet.metric")), new(request.Text("sheet.date")),
                new(request.Text("sheet.operation")),
                new(request.Text("sheet.value_before"), IsEnd: true), new(request.Text("sheet.value_now"), IsEnd: true),
                new(request.Text("sheet.unit_of_measure")), new(request.Text("sheet.state")),
                new(request.Text("sheet.note")), new(request.Text("sheet.event_source")), new(request.Text("sheet.id")),
                new(request.Text("sheet.position_number"), IsEnd: true),
            ],
            pages.Select(page => page.Corrections.Select(pair => CreateCorrection(texts, pair))),
            await request.CreateFoot(first.Position)));
    }

    /// <summary>Creates a table of events.</summary>
    public static async Task<ExportTable> CreateTable(
        FigureTexts texts, long position, IAsyncEnumerable<IEnumerable<ExportCell[]>> chunks)
    {
        var request = texts.Request;
        return new(
            request.Text("sheet.events"),
            request.Text("sheet.events"),
            [
                new(request.Text("sheet.received")), new(request.Text("sheet.date")), new(request.Text("sheet.city")),
                new(request.Text("sheet.unit")), new(request.Text("sheet.metric")),
                new(request.Text("sheet.value"), IsEnd: true), new(request.Text("sheet.unit_of_measure")),
                new(request.Text("sheet.operation")), new(request.Text("sheet.state")),
                new(request.Text("sheet.counted"), IsEnd: true), new(request.Text("sheet.note")),
                new(request.Text("sheet.reference")), new(request.Text("sheet.campaign")),
                new(request.Text("sheet.event_source")), new(request.Text("sheet.id")),
                new(request.Text("sheet.position_number"), IsEnd: true),
            ],
            chunks,
            await request.CreateFoot(position));
    }

    /// <summary>Creates the row of an event.</summary>
    public static ExportCell[] CreateRow(FigureTexts texts, EventRow row) =>
    [
        ExportCell.FromTime(row.Received), ExportCell.FromDay(row.Date), texts.NameCity(row.City),
        texts.NameUnit(row.Unit), texts.NameMetric(row.Metric), CreateValue(texts, row),
        texts.LabelUnit(texts.FindMetric(row.Metric)?.Unit ?? ""), NameOperation(texts.Request, row),
        NameState(texts.Request, row), ExportCell.FromNumber(row.Share, NumberFormats.Any), row.Note, row.Ref,
        row.Campaign, row.Source, row.Id, ExportCell.FromNumber(row.Position, NumberFormats.Plain),
    ];

    private static ExportCell[] CreateCorrection(FigureTexts texts, CorrectedEvent pair)
    {
        var (row, request) = (pair.Event, texts.Request);
        return
        [
            ExportCell.FromTime(row.Received), texts.NameCity(row.City), texts.NameUnit(row.Unit),
            texts.NameMetric(row.Metric), ExportCell.FromDay(row.Date), NameOperation(request, row),
            pair.Corrected is { } before ? CreateValue(texts, before) : default,
            row.Op == EventOperation.Withdraw ? default : CreateValue(texts, row),
            texts.LabelUnit(texts.FindMetric(row.Metric)?.Unit ?? ""), NameState(request, row), row.Note, row.Source,
            row.Id, ExportCell.FromNumber(row.Position, NumberFormats.Plain),
        ];
    }

    private static ExportCell CreateValue(FigureTexts texts, EventRow row) => ExportCell.FromNumber(
        row.Value,
        NumberFormats.WithQualifier(
            NumberFormats.ForValues("", row.Value), row.Qualifier, texts.Request.Language));

    private static string NameOperation(WorkbookRequest request, EventRow row) => row.Op switch
    {
        EventOperation.Set => request.Text("sheet.operation.set"),
        EventOperation.Replace => request.Text("sheet.operation.replace"),
        EventOperation.Withdraw => request.Text("sheet.operation.withdraw"),
        EventOperation.Final => request.Text("sheet.operation.final"),
        _ when row.Basis == Basis.Ytd => request.Text("sheet.operation.ytd"),
        _ => request.Text("sheet.operation.add"),
    };

    private static string NameState(WorkbookRequest request, EventRow row) => (row.State, row.Aside) switch
    {
        (EventState.Replaced, _) => request.Text("sheet.state.replaced"),
        (EventState.Withdrawn, _) => request.Text("sheet.state.withdrawn"),
        (EventState.Withdrawal, _) => request.Text("sheet.state.withdrawal"),
        (EventState.Waiting, _) => request.Text("sheet.state.waiting"),
        (EventState.Void, _) => request.Text("sheet.state.void"),
        (EventState.Held, _) => request.Text("sheet.state.held"),
        (EventState.Beside, _) => request.Text("sheet.state.beside"),
        (_, ExclusionReason.WholeCounts) => request.Text("sheet.not_counted"),
        (_, ExclusionReason.LaterReading) => request.Text("sheet.state.later_reading"),
        _ => request.Text("sheet.state.counts"),
    };
}

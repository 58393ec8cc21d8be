using System.Globalization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using static IpMonitor.Dashboard.Submissions.SubmissionRoutes;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>Creates the workbooks of submissions and their rows.</summary>
internal static class SubmissionWorkbooks
{
    public static Task<Workbook?> CreateList(
        WorkbookRequest request, SubmissionsResponse first, IAsyncEnumerable<SubmissionsResponse> pages)
    {
        var places = request.GetService<ReferenceDataStore>().Current.Places;
        return Task.FromResult<Workbook?>(new(request.Text("sheet.submissions"), new ExportTable(
            request.Text("sheet.submissions"),
            request.Text("sheet.submissions"),
            [
                new(request.Text("sheet.title")), new(request.Text("sheet.submission_kind")),
                new(request.Text("sheet.state")), new(request.Text("sheet.city")),
                .. ((string[])
                [
                    request.Text("sheet.rows"), request.Text("sheet.rows_accepted"),
                    request.Text("sheet.rows_duplicate"),
                    request.Text("sheet.rows_withdrawn"), request.Text("sheet.rows_refused"),
                ]).Select(title => new ExportColumn(title, IsEnd: true)),
                new(request.Text("sheet.submitter")), new(request.Text("sheet.created")),
                new(request.Text("sheet.last_step")), new(request.Text("sheet.last_step_by")),
                new(request.Text("sheet.reason")), new(request.Text("sheet.review_due")), new(request.Text("sheet.id")),
            ],
            pages.Select(page => page.Submissions.Select(submission => CreateRow(request, places, submission))),
            request.CreateFoot())));
    }

    public static Task<Workbook?> CreateRows(
        WorkbookRequest request, SubmissionRowsResponse first, IAsyncEnumerable<SubmissionRowsResponse> pages)
    {
        var reference = request.GetService<ReferenceDataStore>().Current;
        return Task.FromResult<Workbook?>(new(request.Text("sheet.submission_rows"), new ExportTable(
            request.Text("sheet.submission_rows"),
            request.Text("sheet.submission_rows"),
            [
                new(request.Text("sheet.city")), new(request.Text("sheet.unit")), new(request.Text("sheet.metric")),
                new(request.Text("sheet.date")), new(request.Text("sheet.reported_value"), IsEnd: true),
                new(request.Text("sheet.value_on_record"), IsEnd: true), new(request.Text("sheet.record_period")),
                new(request.Text("sheet.unit_of_measure")), new(request.Text("sheet.note")),
                new(request.Text("sheet.event_source")), new(request.Text("sheet.id")),
            ],
            pages.Select(page => page.Rows.Select(row => CreateRow(reference, request, row))),
            request.CreateFoot())));
    }

    /// <summary>Returns the number of the part after a page; null at the end.</summary>
    public static string? GetNextPart(SubmissionRowsResponse page) =>
        page.Part + 1 < page.Parts ? (page.Part + 1).ToString(CultureInfo.InvariantCulture) : null;

    private static ExportCell[] CreateRow(WorkbookRequest request, Places places, Submission submission)
    {
        var last = submission.Steps[^1];
        return
        [
            submission.About.Title, NameKind(request, submission.About.Kind), NameState(request, submission.State),
            submission.About.Cities.Length == places.Cities.Length
                ? request.NameOf(places.Province.Name, places.Province.NameEn)
                : request.Join(submission.About.Cities.Select(code => NameCity(request, places, code))),
            ExportCell.FromNumber(submission.About.Rows), ExportCell.FromNumber(submission.Accepted),
            ExportCell.FromNumber(submission.Duplicates), ExportCell.FromNumber(submission.Withdrawn),
            ExportCell.FromNumber(submission.Refused), submission.About.By,
            ExportCell.FromTime(submission.Steps[0].At), ExportCell.FromTime(last.At), last.By,
            last.Message is { Key: { } key } message ? request.Text(key, message.Items) : last.Reason,
            ExportCell.FromTime(submission.Due), submission.About.Id,
        ];
    }

    private static ExportCell[] CreateRow(ReferenceSnapshot reference, WorkbookRequest request, ReviewRow row)
    {
        var draft = row.Draft;
        var metric = draft.Metric is null ? null : reference.Catalogue.Find(draft.Metric);
        var unit = draft.Unit is null ? null : reference.Places.FindUnit(draft.Unit);
        return
        [
            NameCity(request, reference.Places, draft.City ?? ""),
            unit is null ? draft.Unit : request.NameOf(unit.Name, unit.NameEn),
            metric is null ? draft.Metric : request.NameOf(metric.Name, metric.NameEn),
            DateOnly.TryParseExact(
                draft.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? ExportCell.FromDay(day)
                : draft.Date,
            decimal.TryParse(draft.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? ExportCell.FromNumber(value, NumberFormats.ForValues("", value))
                : draft.Value,
            ExportCell.FromNumber(row.Before, NumberFormats.ForValues("", row.Before)), row.BeforePeriod,
            request.IsEnglish ? "" : metric?.Unit, draft.Note, draft.Source, draft.Id,
        ];
    }

    private static string NameCity(WorkbookRequest request, Places places, string code) =>
        places.FindCity(code) is { } city ? request.NameOf(city.Name, city.NameEn) : code;

    private static string NameKind(WorkbookRequest request, SubmissionKind kind) => kind switch
    {
        SubmissionKind.Import => request.Text("sheet.submission.import"),
        SubmissionKind.Entry => request.Text("sheet.submission.entry"),
        _ => request.Text("sheet.submission.correction"),
    };

    private static string NameState(WorkbookRequest request, SubmissionState state) => state switch
    {
        SubmissionState.Draft => request.Text("sheet.submission.draft"),
        SubmissionState.Submitted => request.Text("sheet.submission.submitted"),
        SubmissionState.Returned => request.Text("sheet.submission.returned"),
        SubmissionState.Publishing => request.Text("sheet.submission.publishing"),
        SubmissionState.Published => request.Text("sheet.submission.published"),
        SubmissionState.Undoing => request.Text("sheet.submission.undoing"),
        _ => request.Text("sheet.submission.undone"),
    };
}

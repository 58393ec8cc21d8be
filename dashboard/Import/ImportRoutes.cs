using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Where files come in: the look at one, which changes nothing that counts; the same file marked; and the templates.</summary>
internal static class ImportRoutes
{
    private const string WorkbookContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ImportOptions>("Import")
            .Validate(import => import.MaxMegabytes is > 0 and <= EventRoutes.MaxDrainedMegabytes, $"Import:MaxMegabytes must be 1 to {EventRoutes.MaxDrainedMegabytes}.")
            .Validate(import => import is { MaxUnpackedMegabytes: > 0, MaxRows: > 0, MaxSheets: > 0, MaxSeconds: > 0, MaxConcurrentFiles: > 0 }, "Import: every limit must be above zero.");
        builder.Services.AddOptionsSection<SubmissionOptions>("Submissions")
            .Validate(desk => desk.Source.Length is > 0 and <= 64, "Submissions:Source must have 1 to 64 characters.")
            .Validate(desk => desk is { MaxChangePercent: > 0, SuspectRatio: > 1 }, "Submissions:MaxChangePercent must be above zero and Submissions:SuspectRatio above one.");
        builder.Services.AddSingleton<ImportLimiter>();
        builder.Services.AddSingleton<ImportService>();
    }

    public static void MapImport(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/imports").WithTags("imports").RequireAuthorization(SecurityHosting.MaySubmit).WithMetadata(BodySizeLimit.FromMegabytes(EventRoutes.MaxDrainedMegabytes))
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
        api.MapPost("", CheckFile).WithSummary("核对一个文件，全部正确则存为草稿 Look at a file (the body, .xlsx or CSV); when all is right it waits as a draft").Produces<ImportResponse>().ProducesProblem(409)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapPost("/marked", MarkFile).WithSummary("在原文件上标出问题 The same file with what is wrong marked in it").Produces(200, contentType: WorkbookContentType)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapGet("/progress", GetProgress).WithSummary("正在核对的文件进度 How far one's own file has come").Produces<ImportProgress>().Produces(204);
        api.MapGet("/template", DownloadTemplate).WithSummary("下载一种表式的模板 The template of a form").Produces(200, contentType: WorkbookContentType);
    }

    private static Task<IResult> CheckFile(HttpContext context, string? form, string? name, string? period, ImportService desk, ImportLimiter gate, AuditLog trail, RefusalLog refusals, IOptions<ImportOptions> limits) =>
        ProcessFile(context, form, name, period, gate, limits.Value, async (file, order, cancellation) =>
        {
            var answer = await desk.Import(file, order, cancellation);
            if (answer.Submission is { } submission)
                await trail.Write(context, "import.stage", submission.About.Id, null, new { order.File, order.Form, file.Hash, answer.Fresh, answer.Duplicates });
            if (answer.Problems.Length > 0) refusals.WriteRejectedRows(context, answer.Rejected, answer.Problems.Select(problem => problem.Code));
            return TypedResults.Ok(answer);
        });

    private static IResult GetProgress(HttpContext context, ImportLimiter gate) =>
        gate.FindProgress(CurrentUser.FromContext(context).Name) is { } progress ? TypedResults.Ok(progress) : TypedResults.NoContent();

    private static Task<IResult> MarkFile(HttpContext context, string? form, string? name, string? period, ImportService desk, ImportLimiter gate, IOptions<ImportOptions> limits) =>
        ProcessFile(context, form, name, period, gate, limits.Value, async (file, order, cancellation) =>
        {
            // The forms are Chinese, and so are the texts that are written into them.
            ResponseLanguage.Use(ResponseLanguage.Chinese);
            var marked = ImportFile.CreateTemporary();
            context.Response.RegisterForDispose(marked);
            await desk.WriteMarked(file, order, marked, cancellation);
            marked.Position = 0;
            return TypedResults.File(marked, file.IsWorkbook ? WorkbookContentType : "text/csv; charset=utf-8", $"{Path.GetFileNameWithoutExtension(order.File)}-问题.{(file.IsWorkbook ? "xlsx" : "csv")}");
        });

    private static async Task<IResult> ProcessFile(
        HttpContext context, string? form, string? name, string? period, ImportLimiter gate, ImportOptions limits, Func<ImportFile, ImportRequest, CancellationToken, Task<IResult>> look)
    {
        try
        {
            var visitor = CurrentUser.FromContext(context);
            if (ParseForm(form) is not { } asked) return CreateFormProblem();
            var when = period is null ? null : ReportingPeriod.Parse(period);
            if (period is not null && when is null) return Problems.PeriodInvalid(period);
            var title = name ?? "未命名";
            if (title.Length is 0 or > 120 || title.Any(char.IsControl)) return Problems.Create(400, "name_invalid.file");
            var progress = new ImportProgress();
            using var account = gate.AcquireAccount(visitor.Name, progress);
            await using var file = await ImportFile.Receive(context.Request.Body, limits, context.RequestAborted);
            using var room = gate.AcquireSlot();
            using var slow = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            slow.CancelAfter(TimeSpan.FromSeconds(limits.MaxSeconds));
            return await look(file, new(asked, title, visitor, when, progress), slow.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Problems.Create(413, "file_too_slow", limits.MaxSeconds);
        }
        catch (RequestRejectedException fault)
        {
            if (fault.Status == 503) context.Response.Headers.RetryAfter = "5";
            return fault.ToProblem();
        }
    }

    private static async Task<IResult> DownloadTemplate(HttpContext context, string? form, string? city, string? period, string? basis, ReferenceDataStore shelf, IJournal journal, TimeProvider time)
    {
        if (ParseForm(form) is not { } asked) return CreateFormProblem();
        if (basis is not (null or "ytd" or "period")) return Problems.Create(400, "basis_invalid");
        var (reference, today) = (shelf.Current, time.GetChinaToday());
        var last = new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        var when = period is not null ? ReportingPeriod.Parse(period) : asked == ImportForm.History ? ReportingPeriod.ForYear(today.Year - 1) : ReportingPeriod.ForMonth(last);
        if (when is null) return Problems.PeriodInvalid(period!);
        var own = CurrentUser.FromContext(context).City ?? city;
        if (own is not null && reference.Places.FindCity(own) is null) return Problems.CityUnknown(own);
        List<NamedCity> cities = [.. reference.Places.Cities.Where(one => own is null || one.Code == own)];
        var records = new Dictionary<string, CityHistory>();
        foreach (var one in asked == ImportForm.Events ? [] : cities) records.Add(one.Code, new(await journal.GetCityState(one.Code)));
        var file = ImportFile.CreateTemporary();
        new TemplateWriter(reference, asked, cities, when, isCumulative: basis != "period").Write(file, records);
        file.Position = 0;
        return TypedResults.File(file, WorkbookContentType, $"{GetFileName(asked, when)}{(cities.Count == 1 ? $"-{cities[0].Name}" : "")}.xlsx");
    }

    private static string GetFileName(ImportForm form, ReportingPeriod when) =>
        form switch { ImportForm.Events => "明细表", ImportForm.Series => $"累计报表-{when.Text}", _ => $"上年同期-{when.Start.Year}" };

    private static ImportForm? ParseForm(string? text) => text switch { "events" => ImportForm.Events, "series" => ImportForm.Series, "history" => ImportForm.History, _ => null };

    private static IResult CreateFormProblem() => Problems.Create(400, "form_invalid");
}

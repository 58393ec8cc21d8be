using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Endpoints that validate a file, return it with its problems marked, and create templates.</summary>
internal static class ImportRoutes
{
    private const int MaxAnswers = 500;
    private const int MaxUploadIdLength = 64;

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ImportOptions>("Import")
            .Validate(options => options.MaxMegabytes is > 0 and <= EventRoutes.MaxDrainedMegabytes,
                $"Import:MaxMegabytes：1 至 {EventRoutes.MaxDrainedMegabytes}。 It must be in that range.")
            .Validate(options => options is { MaxUnpackedMegabytes: > 0, MaxRows: > 0, MaxSheets: > 0 }
                and { MaxSeconds: > 0, MaxConcurrentFiles: > 0, MaxQueuedFiles: > 0 },
                "Import：各限值须大于零。 Every limit must be above zero.")
            .Validate(options => options.MaxQueuedMegabytes >= options.MaxMegabytes,
                "Import:MaxQueuedMegabytes：不得小于 Import:MaxMegabytes。 It must be at least that.");
        builder.Services.AddSingleton<ImportQueue>();
        builder.Services.AddSingleton<ImportService>();
    }

    public static void MapImport(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/imports")
            .WithTags("imports")
            .RequireAuthorization(Policies.MaySubmit)
            .Reads()
            .WithMetadata(BodySizeLimit.Streamed(EventRoutes.MaxDrainedMegabytes))
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
        api.MapPost("", CheckFile)
            .Changes("import.stage")
            .WithSummary(
                "核对一个文件，全部正确则存为草稿 Check a file (the body, .xlsx or CSV); without errors it becomes a draft")
            .Produces<ImportResponse>()
            .ProducesProblem(409)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapPost("/marked", MarkFile)
            .WithSummary(
                "在原工作簿上加批注和“问题”表；其他格式另建工作簿 Download the workbook with comments on its problems")
            .Produces(200, contentType: WorkbookExport.ContentType)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapGet("/progress", GetProgress)
            .WithSummary(
                "文件的进度，默认为自己的第一个，或 `upload` 指定的 Get the progress of my file")
            .Produces<ImportProgress>()
            .Produces(204);
        api.MapGet("/template", DownloadTemplate)
            .WithSummary("下载一种表式的模板 Download the template of a form")
            .Produces(200, contentType: WorkbookExport.ContentType);
    }

    private static Task<IResult> CheckFile(
        HttpContext context, string? form, string? name, string? period, string? upload, ImportService importService,
        ImportQueue queue, AuditLog auditLog, RefusalLog refusalLog, IOptions<ImportOptions> limits,
        [FromQuery] string[]? answer = null) =>
        ProcessFile(context, form, name, period, upload, answer, queue, limits.Value, async (file, request, cancel) =>
        {
            var response = await importService.Import(file, request, cancel);
            if (response.IsRepeated) UnchangedResponse.Mark(context);
            else if (response.Submission is { } submission)
                await auditLog.Write(
                    context, "import.stage", submission.About.Id, null,
                    new { request.File, request.Form, file.Hash, response.Fresh, response.Duplicates });
            if (response.Problems.Length > 0)
                refusalLog.WriteRejectedRows(
                    context, response.Rejected, response.Problems.Select(problem => problem.Code));
            return TypedResults.Ok(response);
        });

    private static IResult GetProgress(HttpContext context, string? upload, ImportQueue queue) =>
        queue.FindProgress(CurrentUser.FromContext(context).Name, upload) is { } progress
            ? TypedResults.Ok(progress)
            : TypedResults.NoContent();

    private static Task<IResult> MarkFile(
        HttpContext context, string? form, string? name, string? period, string? upload, ImportService importService,
        ImportQueue queue, IOptions<ImportOptions> limits, [FromQuery] string[]? answer = null) =>
        ProcessFile(context, form, name, period, upload, answer, queue, limits.Value, async (file, request, cancel) =>
        {
            // The forms are Chinese, and so are the texts that are written into them.
            ResponseLanguage.Use(ResponseLanguage.Chinese);
            return await WorkbookExport.CreateFile(
                context, $"{Path.GetFileNameWithoutExtension(request.File)}-问题.xlsx",
                marked => importService.WriteMarked(file, request, marked, cancel));
        });

    private static async Task<IResult> ProcessFile(
        HttpContext context, string? form, string? name, string? period, string? upload, string[]? answer,
        ImportQueue queue, ImportOptions limits,
        Func<ImportFile, ImportRequest, CancellationToken, Task<IResult>> process)
    {
        try
        {
            var user = CurrentUser.FromContext(context);
            if (ParseForm(form) is not { } importForm) return CreateFormProblem();
            var reportingPeriod = period is null ? null : ReportingPeriod.Parse(period);
            if (period is not null && reportingPeriod is null) return ProblemResults.PeriodInvalid(period);
            var title = name ?? "未命名";
            if (title.Length is 0 or > 120 || KeyText.FindInvisibleCharacter(title) is not null)
                return ProblemResults.Create(400, "name_invalid.file");
            if (ParseAnswers(answer ?? []) is not { } answers) return ProblemResults.Create(400, "answer_invalid");
            if (upload?.Length > MaxUploadIdLength)
                return ProblemResults.Create(400, "upload_invalid", MaxUploadIdLength);
            using var ticket = queue.Enter(user.Name, upload, context.Request.ContentLength);
            await ticket.WaitForRoom(context.RequestAborted);
            await using var file = await ImportFile.Receive(context.Request.Body, limits, context.RequestAborted);
            await ticket.WaitForSlot(context.RequestAborted);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            timeout.CancelAfter(TimeSpan.FromSeconds(limits.MaxSeconds));
            return await process(
                file, new(importForm, title, user, reportingPeriod, answers, ticket.Progress), timeout.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return ProblemResults.Create(413, "file_too_slow", limits.MaxSeconds);
        }
        catch (RequestRejectedException exception)
        {
            if (exception.Status == 503) context.Response.Headers.RetryAfter = "5";
            return exception.ToProblem();
        }
    }

    private static async Task<IResult> DownloadTemplate(
        HttpContext context, string? form, string? city, string? period, string? basis,
        ReferenceDataStore referenceStore, IJournal journal, TimeProvider timeProvider)
    {
        if (ParseForm(form) is not { } importForm) return CreateFormProblem();
        if (basis is not (null or "ytd" or "period"))
            return ProblemResults.Create(400, "basis_invalid");
        var (reference, today) = (referenceStore.Current, timeProvider.GetChinaToday());
        var lastMonth = ReportingPeriod.ForMonth(new DateOnly(today.Year, today.Month, 1).AddDays(-1));
        var reportingPeriod = period is not null ? ReportingPeriod.Parse(period)
            : importForm == ImportForm.History ? ReportingPeriod.ForYear(today.Year - 1)
            : lastMonth;
        if (reportingPeriod is null) return ProblemResults.PeriodInvalid(period!);
        var cityCode = CurrentUser.FromContext(context).City ?? city;
        if (cityCode is not null && reference.Places.FindCity(cityCode) is null)
            return ProblemResults.CityUnknown(cityCode);
        List<NamedCity> cities =
            [.. reference.Places.Cities.Where(namedCity => cityCode is null || namedCity.Code == cityCode)];
        var histories = new Dictionary<string, CityHistory>();
        foreach (var namedCity in importForm == ImportForm.Events ? [] : cities)
            histories.Add(namedCity.Code, new(await journal.GetCityState(namedCity.Code)));
        var writer =
            new TemplateWriter(reference, importForm, cities, reportingPeriod, isCumulative: basis != "period");
        var citySuffix = cities.Count == 1 ? $"-{cities[0].Name}" : "";
        return await WorkbookExport.CreateFile(
            context, $"{GetFileName(importForm, reportingPeriod)}{citySuffix}.xlsx",
            file => writer.Write(file, histories, context.RequestAborted));
    }

    private static string GetFileName(ImportForm form, ReportingPeriod period) =>
        form switch
        {
            ImportForm.Events => "明细表",
            ImportForm.Series => $"累计报表-{period.Text}",
            _ => $"上年同期-{period.Start.Year}",
        };

    private static ImportForm? ParseForm(string? text) => text switch
    {
        "events" => ImportForm.Events,
        "series" => ImportForm.Series,
        "history" => ImportForm.History,
        _ => null,
    };

    // Question and choice: column:填报!D=note. Sheet names may hold equals signs, choices hold none.
    private static Dictionary<string, string>? ParseAnswers(string[] texts)
    {
        var answers = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var separator = text.LastIndexOf('=');
            if (separator <= 0 || answers.Count == MaxAnswers) return null;
            answers[text[..separator]] = text[(separator + 1)..];
        }
        return answers;
    }

    private static IResult CreateFormProblem() =>
        ProblemResults.Create(400, "form_invalid");
}

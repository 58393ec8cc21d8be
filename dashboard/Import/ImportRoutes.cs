using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Endpoints that validate a file, return it with its problems marked, and create templates.</summary>
internal static class ImportRoutes
{
    private const string WorkbookContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ImportOptions>("Import")
            .Validate(options => options.MaxMegabytes is > 0 and <= EventRoutes.MaxDrainedMegabytes,
                $"Import:MaxMegabytes must be 1 to {EventRoutes.MaxDrainedMegabytes}.")
            .Validate(options => options is { MaxUnpackedMegabytes: > 0, MaxRows: > 0, MaxSheets: > 0 }
                and { MaxSeconds: > 0, MaxConcurrentFiles: > 0 }, "Import: every limit must be above zero.");
        builder.Services.AddSingleton<ImportLimiter>();
        builder.Services.AddSingleton<ImportService>();
    }

    public static void MapImport(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/imports")
            .WithTags("imports")
            .RequireAuthorization(Policies.MaySubmit)
            .WithMetadata(BodySizeLimit.FromMegabytes(EventRoutes.MaxDrainedMegabytes))
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
        api.MapPost("", CheckFile)
            .WithSummary(
                "核对一个文件，全部正确则存为草稿 Check a file (the body, .xlsx or CSV); without errors it becomes a draft")
            .Produces<ImportResponse>()
            .ProducesProblem(409)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapPost("/marked", MarkFile)
            .WithSummary("在原文件上标出问题 Download the file with problems marked")
            .Produces(200, contentType: WorkbookContentType)
            .WithBody(null, isRequired: true, "application/octet-stream");
        api.MapGet("/progress", GetProgress)
            .WithSummary("正在核对的文件进度 Get the progress of my file")
            .Produces<ImportProgress>()
            .Produces(204);
        api.MapGet("/template", DownloadTemplate)
            .WithSummary("下载一种表式的模板 Download the template of a form")
            .Produces(200, contentType: WorkbookContentType);
    }

    private static Task<IResult> CheckFile(
        HttpContext context, string? form, string? name, string? period, ImportService importService,
        ImportLimiter limiter, AuditLog auditLog, RefusalLog refusalLog, IOptions<ImportOptions> limits) =>
        ProcessFile(context, form, name, period, limiter, limits.Value, async (file, request, cancellation) =>
        {
            var response = await importService.Import(file, request, cancellation);
            if (response.Submission is { } submission)
                await auditLog.Write(
                    context, "import.stage", submission.About.Id, null,
                    new { request.File, request.Form, file.Hash, response.Fresh, response.Duplicates });
            if (response.Problems.Length > 0)
                refusalLog.WriteRejectedRows(
                    context, response.Rejected, response.Problems.Select(problem => problem.Code));
            return TypedResults.Ok(response);
        });

    private static IResult GetProgress(HttpContext context, ImportLimiter limiter) =>
        limiter.FindProgress(CurrentUser.FromContext(context).Name) is { } progress
            ? TypedResults.Ok(progress)
            : TypedResults.NoContent();

    private static Task<IResult> MarkFile(
        HttpContext context, string? form, string? name, string? period, ImportService importService,
        ImportLimiter limiter, IOptions<ImportOptions> limits) =>
        ProcessFile(context, form, name, period, limiter, limits.Value, async (file, request, cancellation) =>
        {
            // The forms are Chinese, and so are the texts that are written into them.
            ResponseLanguage.Use(ResponseLanguage.Chinese);
            var marked = ImportFile.CreateTemporary();
            context.Response.RegisterForDispose(marked);
            await importService.WriteMarked(file, request, marked, cancellation);
            marked.Position = 0;
            return TypedResults.File(marked, file.IsWorkbook ? WorkbookContentType : "text/csv; charset=utf-8",
                $"{Path.GetFileNameWithoutExtension(request.File)}-问题.{(file.IsWorkbook ? "xlsx" : "csv")}");
        });

    private static async Task<IResult> ProcessFile(
        HttpContext context, string? form, string? name, string? period, ImportLimiter limiter, ImportOptions limits,
        Func<ImportFile, ImportRequest, CancellationToken, Task<IResult>> process)
    {
        try
        {
            var user = CurrentUser.FromContext(context);
            if (ParseForm(form) is not { } importForm) return CreateFormProblem();
            var reportingPeriod = period is null ? null : ReportingPeriod.Parse(period);
            if (period is not null && reportingPeriod is null) return ProblemResults.PeriodInvalid(period);
            var title = name ?? "未命名";
            if (title.Length is 0 or > 120 || title.Any(char.IsControl))
                return ProblemResults.Create(400, "name_invalid.file");
            var progress = new ImportProgress();
            using var accountLease = limiter.AcquireAccount(user.Name, progress);
            await using var file = await ImportFile.Receive(context.Request.Body, limits, context.RequestAborted);
            using var slot = limiter.AcquireSlot();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            timeout.CancelAfter(TimeSpan.FromSeconds(limits.MaxSeconds));
            return await process(file, new(importForm, title, user, reportingPeriod, progress), timeout.Token);
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
        var file = ImportFile.CreateTemporary();
        var writer =
            new TemplateWriter(reference, importForm, cities, reportingPeriod, isCumulative: basis != "period");
        writer.Write(file, histories);
        file.Position = 0;
        return TypedResults.File(
            file, WorkbookContentType,
            $"{GetFileName(importForm, reportingPeriod)}{(cities.Count == 1 ? $"-{cities[0].Name}" : "")}.xlsx");
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

    private static IResult CreateFormProblem() =>
        ProblemResults.Create(400, "form_invalid");
}

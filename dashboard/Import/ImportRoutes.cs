using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Where files come in: the look at one, which changes nothing that counts; the same file marked; and the templates.</summary>
internal static class ImportRoutes
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration("Import")
            .Validate(import => import.MostMegabytes is > 0 and <= EventRoutes.MaxDrainedMegabytes, $"Import:MostMegabytes must be 1 to {EventRoutes.MaxDrainedMegabytes}.")
            .Validate(import => import is { MostUnpackedMegabytes: > 0, MostRows: > 0, MostSheets: > 0, MostSeconds: > 0, MostAtOnce: > 0 }, "Import: every limit must be above zero.")
            .ValidateOnStart();
        builder.Services.AddOptions<DeskOptions>().BindConfiguration("Desk")
            .Validate(desk => desk.Source.Length is > 0 and <= 64, "Desk:Source must have 1 to 64 characters.")
            .Validate(desk => desk is { SwingPercent: > 0, SuspectTimes: > 1 }, "Desk:SwingPercent must be above zero and Desk:SuspectTimes above one.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ImportGate>();
        builder.Services.AddSingleton<ImportDesk>();
    }

    public static void MapImport(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/imports").WithTags("imports").RequireAuthorization(SecurityHosting.MaySubmit).WithMetadata(BodySizeLimit.FromMegabytes(EventRoutes.MaxDrainedMegabytes))
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
        api.MapPost("", Check).WithSummary("核对一个文件，全部正确则存为草稿 Look at a file (the body, .xlsx or CSV); when all is right it waits as a draft").Produces<ImportAnswer>().ProducesProblem(409);
        api.MapPost("/marked", Mark).WithSummary("在原文件上标出问题 The same file with what is wrong marked in it").Produces(200, contentType: Workbook);
        api.MapGet("/progress", Follow).WithSummary("正在核对的文件进度 How far one's own file has come").Produces<ImportProgress>().Produces(204);
        api.MapGet("/template", Download).WithSummary("下载一种表式的模板 The template of a form").Produces(200, contentType: Workbook);
    }

    private static Task<IResult> Check(HttpContext context, string? form, string? name, string? period, ImportDesk desk, ImportGate gate, AuditLog trail, RefusalLog refusals, IOptions<ImportOptions> limits) =>
        Take(context, form, name, period, gate, limits.Value, async (file, order, cancellation) =>
        {
            var answer = await desk.Take(file, order, cancellation);
            if (answer.Submission is { } submission)
                await trail.Write(context, "import.stage", submission.About.Id, null, new { order.File, order.Form, file.Hash, answer.Fresh, answer.Duplicates });
            if (answer.Problems.Length > 0) refusals.WriteRejectedRows(context, answer.Rejected, answer.Problems.Select(problem => problem.Code));
            return TypedResults.Ok(answer);
        });

    private static IResult Follow(HttpContext context, ImportGate gate) =>
        gate.Find(CurrentUser.FromContext(context).Name) is { } progress ? TypedResults.Ok(progress) : TypedResults.NoContent();

    private static Task<IResult> Mark(HttpContext context, string? form, string? name, string? period, ImportDesk desk, ImportGate gate, IOptions<ImportOptions> limits) =>
        Take(context, form, name, period, gate, limits.Value, async (file, order, cancellation) =>
        {
            var marked = ImportFile.Temporary();
            context.Response.RegisterForDispose(marked);
            await desk.Mark(file, order, marked, cancellation);
            marked.Position = 0;
            return TypedResults.File(marked, file.IsWorkbook ? Workbook : "text/csv; charset=utf-8", $"{Path.GetFileNameWithoutExtension(order.File)}-问题.{(file.IsWorkbook ? "xlsx" : "csv")}");
        });

    private static async Task<IResult> Take(
        HttpContext context, string? form, string? name, string? period, ImportGate gate, ImportOptions limits, Func<ImportFile, ImportOrder, CancellationToken, Task<IResult>> look)
    {
        try
        {
            var visitor = CurrentUser.FromContext(context);
            if (FormOf(form) is not { } asked) return FormInvalid();
            var when = period is null ? null : ReportingPeriod.Parse(period);
            if (period is not null && when is null) return Problems.PeriodInvalid(period);
            var title = name ?? "未命名";
            if (title.Length is 0 or > 120 || title.Any(char.IsControl)) return Problems.Create(400, "name_invalid", "文件名为 1 至 120 个字，不含控制字符：请改名后重传。");
            var progress = new ImportProgress();
            using var account = gate.Enter(visitor.Name, progress);
            await using var file = await ImportFile.Receive(context.Request.Body, limits, context.RequestAborted);
            using var room = gate.Look();
            using var slow = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            slow.CancelAfter(TimeSpan.FromSeconds(limits.MostSeconds));
            return await look(file, new(asked, title, visitor, when, progress), slow.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Problems.Create(413, "file_too_slow", $"核对超过 {limits.MostSeconds} 秒：请分成几个文件。");
        }
        catch (RequestRejectedException fault)
        {
            if (fault.Status == 503) context.Response.Headers.RetryAfter = "5";
            return Problems.Create(fault.Status, fault.Code, fault.Message);
        }
    }

    private static async Task<IResult> Download(HttpContext context, string? form, string? city, string? period, string? basis, ReferenceDataStore shelf, IJournal journal, TimeProvider time)
    {
        if (FormOf(form) is not { } asked) return FormInvalid();
        if (basis is not (null or "ytd" or "period")) return Problems.Create(400, "basis_invalid", "basis 可以是 ytd（累计）或 period（当期）。");
        var (reference, today) = (shelf.Current, time.GetChinaToday());
        var last = new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        var when = period is not null ? ReportingPeriod.Parse(period) : asked == Form.History ? ReportingPeriod.ForYear(today.Year - 1) : ReportingPeriod.ForMonth(last);
        if (when is null) return Problems.PeriodInvalid(period!);
        var own = CurrentUser.FromContext(context).City ?? city;
        if (own is not null && reference.Places.FindCity(own) is null) return Problems.CityUnknown(own);
        List<NamedCity> cities = [.. reference.Places.Cities.Where(one => own is null || one.Code == own)];
        var records = new Dictionary<string, CityRecord>();
        foreach (var one in asked == Form.Events ? [] : cities) records.Add(one.Code, new(await journal.GetCityState(one.Code)));
        var file = ImportFile.Temporary();
        new Template(reference, asked, cities, when, isCumulative: basis != "period").Write(file, records);
        file.Position = 0;
        return TypedResults.File(file, Workbook, $"{NameOf(asked, when)}{(cities.Count == 1 ? $"-{cities[0].Name}" : "")}.xlsx");
    }

    private static string NameOf(Form form, ReportingPeriod when) =>
        form switch { Form.Events => "明细表", Form.Series => $"累计报表-{when.Text}", _ => $"上年同期-{when.Start.Year}" };

    private static Form? FormOf(string? text) => text switch { "events" => Form.Events, "series" => Form.Series, "history" => Form.History, _ => null };

    private static IResult FormInvalid() => Problems.Create(400, "form_invalid", "form 可以是 events（明细表）、series（累计报表）、history（上年同期）。");
}

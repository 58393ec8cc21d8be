using System.Globalization;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Audit;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps the audit log, as pages and as CSV.</summary>
internal static class AuditRoutes
{
    private const int PageSize = 100;
    private const int CsvChunkSize = 1_000;

    private static readonly string[] Header =
        ["number", "at", "who", "role", "from", "action", "subject", "before", "after", "hash", "kind"];

    public static void MapAudit(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1")
            .WithTags("audit")
            .RequireAuthorization(Policies.MayReadAuditLog)
            .Reads()
            .ProducesProblem(401).ProducesProblem(403);
        api.MapGet("/audit", async (long? before, AuditLog auditLog) =>
                TypedResults.Ok(await auditLog.Grain.GetPage(before, PageSize)))
            .WithSummary("操作日志 List the audit log, newest first")
            .Produces<AuditPage>()
            .WithWorkbook<AuditPage>(AccountWorkbooks.CreateAudit, page => $"{page.Next}".NullIfBlank());
        api.MapGet("/audit.csv", (AuditLog auditLog) => TypedResults.Stream(
                body => CsvExport.Write(body, Header, ReadChunks(auditLog)), "text/csv; charset=utf-8", "audit.csv"))
            .WithSummary("导出操作日志 Export the audit log as CSV")
            .Produces(200, contentType: "text/csv");
    }

    private static async IAsyncEnumerable<IEnumerable<string[]>> ReadChunks(AuditLog auditLog)
    {
        for (long? before = null; ;)
        {
            var page = await auditLog.Grain.GetPage(before, CsvChunkSize);
            yield return page.Rows.Select(Format);
            before = page.Next;
            if (before is null) yield break;
        }
    }

    private static string[] Format(AuditRow row) =>
    [
        row.Number.ToString(CultureInfo.InvariantCulture),
        row.At.ToString("O", CultureInfo.InvariantCulture),
        row.Entry.Who,
        row.Entry.Role,
        row.Entry.From,
        row.Entry.Action,
        row.Entry.Subject,
        row.Entry.Before ?? "",
        row.Entry.After ?? "",
        row.Hash,
        row.Entry.Kind is { } kind ? JsonNamingPolicy.CamelCase.ConvertName($"{kind}") : "",
    ];
}

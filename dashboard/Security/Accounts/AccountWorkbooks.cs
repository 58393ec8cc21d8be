using System.Text.Json;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Audit;
using static IpMonitor.Dashboard.Security.Accounts.AccountRoutes;
using static IpMonitor.Dashboard.Security.Accounts.ApiKeyRoutes;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Creates the workbooks of accounts, API keys, sessions and the audit log.</summary>
internal static class AccountWorkbooks
{
    public static Task<Workbook?> CreateAccounts(
        WorkbookRequest request, IEnumerable<AccountRow> first, IAsyncEnumerable<IEnumerable<AccountRow>> pages) =>
        Create(
            request, request.Text("sheet.accounts"),
            [
                request.Text("sheet.account"), request.Text("sheet.account_title"), request.Text("sheet.role"),
                request.Text("sheet.city"), request.Text("sheet.external_name"), request.Text("sheet.state"),
                request.Text("sheet.locked_until"),
            ],
            pages.Select(page => page.Select(row => (ExportCell[])
            [
                row.Name, row.Title, NameRole(request, row.Role), row.City, row.External,
                request.Join(
                    request.TextIf(row.IsDisabled, "sheet.account_disabled"),
                    request.TextIf(row.MustChange, "sheet.account_must_change"),
                    request.TextIf(row.HasTotp, "sheet.account_totp")),
                ExportCell.FromTime(row.LockedUntil),
            ])));

    public static Task<Workbook?> CreateKeys(
        WorkbookRequest request, IEnumerable<ApiKeyRow> first, IAsyncEnumerable<IEnumerable<ApiKeyRow>> pages) =>
        Create(
            request, request.Text("sheet.keys"),
            [
                request.Text("sheet.key_name"), request.Text("sheet.id"), request.Text("sheet.key_scopes"),
                request.Text("sheet.event_source"), request.Text("sheet.city"), request.Text("sheet.key_topics"),
                request.Text("sheet.key_rate"), request.Text("sheet.valid_until"), request.Text("sheet.issued"),
                request.Text("sheet.last_used"),
            ],
            pages.Select(page => page.Select(row => (ExportCell[])
            [
                row.Name, row.Id, request.Join(row.Scopes.Select(scope => scope == KeyScope.Report
                    ? request.Text("sheet.scope.report")
                    : request.Text("sheet.scope.read"))),
                request.Join(row.Sources), request.Join(row.Cities), request.Join(row.Topics),
                ExportCell.FromNumber(row.PerMinute), ExportCell.FromTime(row.Until), ExportCell.FromTime(row.Since),
                ExportCell.FromTime(row.Used),
            ])));

    public static Task<Workbook?> CreateSessions(
        WorkbookRequest request, IEnumerable<Session> first, IAsyncEnumerable<IEnumerable<Session>> pages) =>
        Create(
            request, request.Text("sheet.sessions"),
            [
                request.Text("sheet.account"), request.Text("sheet.signed_in"), request.Text("sheet.last_used"),
                request.Text("sheet.address"), request.Text("sheet.browser"),
            ],
            pages.Select(page => page.Select(row => (ExportCell[])
            [
                row.Account, ExportCell.FromTime(row.CreatedAt), ExportCell.FromTime(row.LastUsedAt), row.From,
                row.Browser,
            ])));

    public static Task<Workbook?> CreateAudit(
        WorkbookRequest request, AuditPage first, IAsyncEnumerable<AuditPage> pages) =>
        Create(
            request, request.Text("sheet.audit"),
            [
                request.Text("sheet.number"), request.Text("sheet.time"), request.Text("sheet.actor"),
                request.Text("sheet.role"), request.Text("sheet.address"), request.Text("sheet.action"),
                request.Text("sheet.subject"), request.Text("sheet.before"), request.Text("sheet.after"),
                request.Text("sheet.hash"), request.Text("sheet.actor_kind"),
            ],
            pages.Select(page => page.Rows.Select(row => (ExportCell[])
            [
                ExportCell.FromNumber(row.Number, NumberFormats.Plain), ExportCell.FromTime(row.At), row.Entry.Who,
                row.Entry.Role, row.Entry.From, row.Entry.Action, row.Entry.Subject, row.Entry.Before, row.Entry.After,
                row.Hash, row.Entry.Kind is { } kind ? JsonNamingPolicy.CamelCase.ConvertName($"{kind}") : "",
            ])));

    private static Task<Workbook?> Create(
        WorkbookRequest request, string name, string[] titles, IAsyncEnumerable<IEnumerable<ExportCell[]>> chunks) =>
        Task.FromResult<Workbook?>(new(name, new ExportTable(
            name, name, [.. titles.Select(title => new ExportColumn(title))], chunks, request.CreateFoot())));

    private static string NameRole(WorkbookRequest request, Role role) => role switch
    {
        Role.Province => request.Text("sheet.role.province"),
        Role.Bureau => request.Text("sheet.role.bureau"),
        Role.Reviewer => request.Text("sheet.role.reviewer"),
        Role.Organizer => request.Text("sheet.role.organizer"),
        _ => request.Text("sheet.role.auditor"),
    };
}

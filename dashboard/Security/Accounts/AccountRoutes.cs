using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Records;
using Microsoft.AspNetCore.Mvc;
using static IpMonitor.Dashboard.Security.Accounts.SignedInUser;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps account management for administrators of the province.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/accounts")
            .WithTags("accounts")
            .RequireAuthorization(Policies.MayManageAccounts)
            .ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", List)
            .Reads()
            .WithSummary("全部账号 List accounts")
            .Produces<IEnumerable<AccountRow>>()
            .WithWorkbook<IEnumerable<AccountRow>>(AccountWorkbooks.CreateAccounts);
        api.MapPost("", Create)
            .Changes("account.create").RequireReauthentication()
            .WithSummary("新建账号 Create an account")
            .Produces<NewAccountResponse>().ProducesProblem(422);
        api.MapPut("/{name}", Update)
            .Changes("account.arrange").RequireReauthentication()
            .WithSummary("修改账号 Update an account")
            .Produces<AccountRow>().ProducesProblem(404).ProducesProblem(422);
        api.MapPost("/{name}/password", ResetPassword)
            .Changes("account.password").RequireReauthentication()
            .WithSummary("重设密码 Reset the password of an account")
            .Produces<NewAccountResponse>().ProducesProblem(404);
        api.MapDelete("/{name}/totp", DisableTotp)
            .Changes("account.totp").RequireReauthentication()
            .WithSummary("停用动态口令 Disable the one-time codes of an account")
            .Produces(204).ProducesProblem(404);
        api.MapGet("/{name}/sessions", ListSessions)
            .Reads()
            .WithSummary("一个账号的登录 List the sessions of an account")
            .Produces<IEnumerable<Session>>()
            .WithWorkbook<IEnumerable<Session>>(AccountWorkbooks.CreateSessions);
        api.MapDelete("/{name}/sessions", EndSessions)
            .Changes("session.end").RequireReauthentication()
            .WithSummary("结束一个账号的全部登录 End all sessions of an account")
            .Produces<EndSessionsResponse>();
    }

    private static async Task<IResult> List(string? cursor, HttpContext context, IdentityGrains identities) =>
        ListPage.ToArray(
            context, await identities.Accounts.GetAll(), account => account.Name, cursor, AccountRow.From);

    private static async Task<IResult> Create(
        CreateAccountRequest body,
        HttpContext context,
        IdentityGrains identities,
        PasswordService passwords,
        AuditLog auditLog)
    {
        var setup = body.ToSetup();
        // An account of the external provider has no password.
        var password = setup.External is null ? SecretGenerator.GeneratePassword() : null;
        var hash = password is null ? null : passwords.Hash(password);
        var result = await identities.Accounts.Create(
            body.Name ?? "", setup, hash, mustChange: password is not null);
        if (result.Account is not { } account) return ProblemResults.ForField(422, result.Error!);
        await auditLog.Write(context, "account.create", account.Name, after: AccountRow.From(account));
        return TypedResults.Ok(new NewAccountResponse(AccountRow.From(account), password));
    }

    private static async Task<IResult> Update(
        string name, UpdateAccountRequest body, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var setup = body.ToSetup();
        var before = await identities.Accounts.Find(name);
        if (IsOwn(context, name) && before is not null && !IsSameAccess(before, setup))
            return ProblemResults.Create(403, "own_account.access");
        var result = await identities.Accounts.Update(name, setup);
        if (result.Account is not { } account) return CreateProblem(result);
        var (old, row) = (AccountRow.From(before!), AccountRow.From(account));
        if (old == row) UnchangedResponse.Mark(context);
        else await auditLog.Write(context, "account.arrange", name, old, row);
        return TypedResults.Ok(row);
    }

    private static async Task<IResult> ResetPassword(
        string name, HttpContext context, IdentityGrains identities, PasswordService passwords, AuditLog auditLog)
    {
        if (IsOwn(context, name)) return ProblemResults.Create(403, "own_account.password");
        var password = SecretGenerator.GeneratePassword();
        var result = await identities.Accounts.SetPassword(name, passwords.Hash(password), mustChange: true);
        if (result.Account is not { } account) return CreateProblem(result);
        await auditLog.Write(context, "account.password", name, after: "reset");
        return TypedResults.Ok(new NewAccountResponse(AccountRow.From(account), password));
    }

    // A stranger with the password may send the request, so the audit log records the proof of identity.
    private static async Task<IResult> DisableTotp(
        string name,
        [FromBody] DisableTotpRequest body,
        HttpContext context,
        IdentityGrains identities,
        AuditLog auditLog)
    {
        if (IsOwn(context, name)) return ProblemResults.Create(403, "own_account.totp");
        if (body.How?.Trim() is not { Length: >= 4 and <= 200 } how)
            return ProblemResults.ForField(
                422, ValidationError.Create("proof_missing", "how"));
        if (await identities.Accounts.Find(name) is { TotpKey: null })
        {
            UnchangedResponse.Mark(context);
            return TypedResults.NoContent();
        }
        var result = await identities.Accounts.SetTotp(name, null, isConfirmed: false, 0);
        if (result.Account is null) return CreateProblem(result);
        await auditLog.Write(context, "account.totp", name, after: new { off = true, how });
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ListSessions(
        string name, string? cursor, HttpContext context, IdentityGrains identities) =>
        ListPage.ToArray(
            context, await identities.Accounts.GetSessions(name), SessionRoutes.GetSortKey, cursor, session => session);

    private static async Task<IResult> EndSessions(
        string name, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        if (IsOwn(context, name)) return ProblemResults.Create(403, "own_account.sessions");
        var ended = await identities.Accounts.EndSessions(name, null);
        if (ended == 0) UnchangedResponse.Mark(context);
        else await auditLog.Write(context, "session.end", name, after: ended);
        return TypedResults.Ok(new EndSessionsResponse(ended));
    }

    // Administrators change their own account on their account page, and their own access not at all: a stolen session
    // must not take its account over.
    private static bool IsOwn(HttpContext context, string name) =>
        AccountPolicy.NormalizeName(name) == GetAccountName(context);

    private static bool IsSameAccess(Account before, AccountSetup setup) =>
        (before.Role, before.City, before.External, before.IsDisabled)
            == (setup.Role, setup.City, setup.External, setup.IsDisabled);

    private static IResult CreateProblem(AccountResult result)
    {
        var status = result.Error!.Code switch
        {
            "account_unknown" => 404,
            "account_changed" => 409,
            _ => 422,
        };
        return ProblemResults.ForField(status, result.Error);
    }

    /// <summary>Disables one-time codes of an account.</summary>
    /// <param name="How">How the administrator verified the identity of the account's owner.</param>
    internal sealed record DisableTotpRequest([property: MaxLength(200)] string? How);

    internal record UpdateAccountRequest(
        [property: MaxLength(40)] string? Title,
        Role Role,
        [property: MaxLength(16)] string? City,
        [property: MaxLength(200)] string? External,
        bool IsDisabled)
    {
        public AccountSetup ToSetup() =>
            new(Title ?? "", Role, City.NullIfBlank(), External.NullIfBlank(), IsDisabled);
    }

    internal sealed record CreateAccountRequest(
        [property: MaxLength(64)] string? Name,
        string? Title,
        Role Role,
        string? City,
        string? External,
        bool IsDisabled)
        : UpdateAccountRequest(Title, Role, City, External, IsDisabled);

    /// <summary>An account without its secrets.</summary>
    internal sealed record AccountRow(
        string Name,
        string Title,
        Role Role,
        string? City,
        string? External,
        bool IsDisabled,
        bool MustChange,
        bool HasTotp,
        DateTimeOffset? LockedUntil)
    {
        public static AccountRow From(Account account) => new(
            account.Name,
            account.Title,
            account.Role,
            account.City,
            account.External,
            account.IsDisabled,
            account.MustChange,
            account.TotpSince is not null,
            account.LockedUntil);
    }

    /// <summary>An account with its temporary password, which cannot be read later.</summary>
    internal sealed record NewAccountResponse(AccountRow Account, string? Password);

    internal sealed record EndSessionsResponse(int Ended);
}

using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Security;

/// <summary>What the province's administrators do about accounts.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/accounts").WithTags("accounts").RequireAuthorization(SecurityHosting.MayManageAccounts).ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", async (IdentityGrains doorkeeper) => TypedResults.Ok((await doorkeeper.Accounts.GetAll()).Select(AccountRow.From))).WithSummary("全部账号 All accounts").Produces<IEnumerable<AccountRow>>();
        api.MapPost("", Create).WithSummary("新建账号 Make an account").Produces<NewAccountResponse>().ProducesProblem(422);
        api.MapPut("/{name}", Update).WithSummary("修改账号 Set an account up").Produces<AccountRow>().ProducesProblem(404).ProducesProblem(422);
        api.MapPost("/{name}/password", ResetPassword).WithSummary("重设密码 Give an account a new password").Produces<NewAccountResponse>().ProducesProblem(404);
        api.MapDelete("/{name}/totp", DisableTotp).WithSummary("停用动态口令 Take an account's one-time codes off").Produces(204).ProducesProblem(404);
        api.MapGet("/{name}/sessions", async (string name, IdentityGrains doorkeeper) => TypedResults.Ok(await doorkeeper.Accounts.GetSessions(name))).WithSummary("一个账号的登录 An account's sessions").Produces<IEnumerable<Session>>();
        api.MapDelete("/{name}/sessions", EndSessions).WithSummary("结束一个账号的全部登录 End an account's sessions").Produces<EndSessionsResponse>();
    }

    private static async Task<IResult> Create(CreateAccountRequest body, HttpContext context, IdentityGrains doorkeeper, PasswordService passwords, AuditLog trail)
    {
        var setup = body.ToSetup();
        // Whoever comes in through the office's own system needs no password here.
        var password = setup.External is null ? PasswordService.Generate() : null;
        var outcome = await doorkeeper.Accounts.Create(body.Name ?? "", setup, password is null ? null : passwords.Hash(password), mustChange: password is not null);
        if (outcome.Account is not { } account) return Problems.ForField(422, outcome.Error!);
        await trail.Write(context, "account.create", account.Name, after: AccountRow.From(account));
        return TypedResults.Ok(new NewAccountResponse(AccountRow.From(account), password));
    }

    private static async Task<IResult> Update(string name, UpdateAccountRequest body, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        var before = await doorkeeper.Accounts.Find(name);
        var outcome = await doorkeeper.Accounts.Update(name, body.ToSetup());
        if (outcome.Account is not { } account) return CreateProblem(outcome);
        await trail.Write(context, "account.arrange", name, AccountRow.From(before!), AccountRow.From(account));
        return TypedResults.Ok(AccountRow.From(account));
    }

    private static async Task<IResult> ResetPassword(string name, HttpContext context, IdentityGrains doorkeeper, PasswordService passwords, AuditLog trail)
    {
        var password = PasswordService.Generate();
        var outcome = await doorkeeper.Accounts.SetPassword(name, passwords.Hash(password), mustChange: true);
        if (outcome.Account is not { } account) return CreateProblem(outcome);
        await trail.Write(context, "account.password", name, after: "reset");
        return TypedResults.Ok(new NewAccountResponse(AccountRow.From(account), password));
    }

    // Whoever asks for another's codes to be taken off may be a stranger with the password: how he was known stays in the trail.
    private static async Task<IResult> DisableTotp(string name, [FromBody] DisableTotpRequest body, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        if (body.How?.Trim() is not { Length: >= 4 and <= 200 } how)
            return Problems.ForField(422, ValidationError.Create("proof_missing", "how"));
        var outcome = await doorkeeper.Accounts.SetTotp(name, null, isConfirmed: false, 0);
        if (outcome.Account is null) return CreateProblem(outcome);
        await trail.Write(context, "account.totp", name, after: new { off = true, how });
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndSessions(string name, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        var ended = await doorkeeper.Accounts.EndSessions(name, null);
        await trail.Write(context, "session.end", name, after: ended);
        return TypedResults.Ok(new EndSessionsResponse(ended));
    }

    private static IResult CreateProblem(AccountResult outcome) => Problems.ForField(outcome.Error!.Code switch
    {
        "account_unknown" => 404,
        "account_changed" => 409,
        _ => 422,
    }, outcome.Error);

    internal sealed record DisableTotpRequest(string? How);

    internal record UpdateAccountRequest(string? Title, Role Role, string? City, string? External, bool IsDisabled)
    {
        public AccountSetup ToSetup() => new(Title ?? "", Role, NullIfBlank(City), NullIfBlank(External), IsDisabled);

        private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    internal sealed record CreateAccountRequest(string? Name, string? Title, Role Role, string? City, string? External, bool IsDisabled) : UpdateAccountRequest(Title, Role, City, External, IsDisabled);

    /// <summary>An account without what must not be shown.</summary>
    internal sealed record AccountRow(
        string Name, string Title, Role Role, string? City, string? External, bool IsDisabled, bool MustChange, bool HasTotp, DateTimeOffset? LockedUntil)
    {
        public static AccountRow From(Account account) => new(
            account.Name, account.Title, account.Role, account.City, account.External, account.IsDisabled, account.MustChange, account.TotpSince is not null, account.LockedUntil);
    }

    /// <summary>An account with its new password, if it was given one; shown this once.</summary>
    internal sealed record NewAccountResponse(AccountRow Account, string? Password);

    internal sealed record EndSessionsResponse(int Ended);
}

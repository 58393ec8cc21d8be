using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using static IpMonitor.Dashboard.Security.SessionRoutes;

namespace IpMonitor.Dashboard.Security;

/// <summary>What one does about one's own account: its password and its one-time codes.</summary>
internal static class OwnAccountRoutes
{
    public static void MapOwnAccount(this RouteGroupBuilder sessions)
    {
        var own = sessions.MapGroup("").RequireAuthorization(SecurityHosting.IsSignedIn).ProducesProblem(401);
        own.MapPut("/password", ChangePassword).RequireRateLimiting(SecurityHosting.SignInRateLimit).WithSummary("修改密码 Change one's password").Produces(204).ProducesProblem(422);
        own.MapPost("/totp", CreateTotpKey).AddEndpointFilter(RequireReauthentication).WithSummary("准备动态口令 A key for one-time codes, to be confirmed").Produces<TotpKeyResponse>().ProducesProblem(403);
        own.MapPut("/totp", ConfirmTotp).RequireRateLimiting(SecurityHosting.SignInRateLimit).WithSummary("启用动态口令 Confirm the key by a code").Produces(204).ProducesProblem(422);
        own.MapDelete("/totp", DisableTotp).AddEndpointFilter(RequireReauthentication).WithSummary("停用动态口令 Do without one-time codes").Produces(204).ProducesProblem(403);
    }

    private static async Task<IResult> ChangePassword(ChangePasswordRequest body, HttpContext context, IdentityGrains doorkeeper, PasswordService passwords, AuditLog trail)
    {
        var name = GetAccountName(context);
        if (!passwords.Verify(await doorkeeper.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context)), body.Before ?? ""))
            return Problems.ForField(422, ValidationError.Create("password_wrong.current", "before"));
        if (PasswordService.Validate(body.Password, name) is { } fault) return Problems.ForField(422, fault);
        var outcome = await doorkeeper.Accounts.SetPassword(name, passwords.Hash(body.Password!), mustChange: false, GetSessionId(context));
        if (outcome.Error is { } refusal) return Problems.ForField(409, refusal);
        await trail.Write(context, "account.password", name);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateTotpKey(HttpContext context, IdentityGrains doorkeeper, TotpKeyProtector keys)
    {
        var (name, key) = (GetAccountName(context), Totp.GenerateKey());
        if (await doorkeeper.Accounts.Find(name) is { TotpSince: not null }) return Problems.Create(409, "totp_there");
        await doorkeeper.Accounts.SetTotp(name, keys.Protect(name, key), isConfirmed: false, 0);
        return TypedResults.Ok(new TotpKeyResponse(key, Totp.GetProvisioningUri(name, key)));
    }

    private static async Task<IResult> ConfirmTotp(TotpCodeRequest body, HttpContext context, IdentityGrains doorkeeper, TotpKeyProtector keys, AuditLog trail, TimeProvider time)
    {
        var name = GetAccountName(context);
        if (await doorkeeper.Accounts.Find(name) is not { TotpSince: null, TotpKey: { } kept } || keys.Unprotect(name, kept) is not { } key || Totp.FindStep(key, body.Code, time.GetUtcNow()) is not { } step)
            return Problems.ForField(422, ValidationError.Create("code_wrong.confirm", "code"));
        await doorkeeper.Accounts.SetTotp(name, kept, isConfirmed: true, step);
        await trail.Write(context, "account.totp", name, after: "on");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DisableTotp(HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        await doorkeeper.Accounts.SetTotp(GetAccountName(context), null, isConfirmed: false, 0);
        await trail.Write(context, "account.totp", GetAccountName(context), after: "off");
        return TypedResults.NoContent();
    }

    internal sealed record ChangePasswordRequest(string? Before, string? Password);

    internal sealed record TotpKeyResponse(string Key, string Uri);
}

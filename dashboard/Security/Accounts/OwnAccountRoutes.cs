using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Events;
using static IpMonitor.Dashboard.Security.Accounts.SessionRoutes;
using static IpMonitor.Dashboard.Security.Accounts.SignedInUser;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps the password and the one-time codes of the caller's own account.</summary>
internal static class OwnAccountRoutes
{
    public static void MapOwnAccount(this RouteGroupBuilder sessions)
    {
        var own = sessions.MapGroup("").RequireAuthorization(Policies.IsSignedIn).ProducesProblem(401);
        own.MapPut("/password", ChangePassword)
            .Changes("account.password")
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("修改密码 Change my password")
            .Produces(204).ProducesProblem(422);
        own.MapPost("/totp", CreateTotpKey)
            .ChangesUnaudited("A key takes effect when it is confirmed.")
            .RequireReauthentication()
            .WithSummary("准备动态口令 Create a key for one-time codes, to be confirmed")
            .Produces<TotpKeyResponse>().ProducesProblem(403);
        own.MapPut("/totp", ConfirmTotp)
            .Changes("account.totp")
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("启用动态口令 Enable one-time codes by confirming the key with a code")
            .Produces(204).ProducesProblem(422);
        own.MapDelete("/totp", DisableTotp)
            .Changes("account.totp")
            .RequireReauthentication()
            .WithSummary("停用动态口令 Disable my one-time codes")
            .Produces(204).ProducesProblem(403);
    }

    private static async Task<IResult> ChangePassword(
        ChangePasswordRequest body,
        HttpContext context,
        IdentityGrains identities,
        PasswordService passwords,
        AuditLog auditLog)
    {
        var name = GetAccountName(context);
        var account = await identities.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context));
        if (!passwords.Verify(account, body.Before ?? ""))
            return ProblemResults.ForField(
                422, ValidationError.Create("password_wrong.current", "before"));
        if (passwords.ValidateChange(account!, body.Password) is { } invalid)
            return ProblemResults.ForField(422, invalid);
        var result = await identities.Accounts.SetPassword(
            name, passwords.Hash(body.Password!), mustChange: false, GetSessionId(context));
        if (result.Error is { } error) return ProblemResults.ForField(409, error);
        await auditLog.Write(context, "account.password", name);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateTotpKey(
        HttpContext context, IdentityGrains identities, TotpKeyProtector keys)
    {
        var (name, key) = (GetAccountName(context), Totp.GenerateKey());
        if (await identities.Accounts.Find(name) is { TotpSince: not null })
            return ProblemResults.Create(409, "totp_there");
        await identities.Accounts.SetTotp(name, keys.Protect(name, key), isConfirmed: false, 0);
        return TypedResults.Ok(new TotpKeyResponse(key, Totp.GetProvisioningUri(name, key)));
    }

    private static async Task<IResult> ConfirmTotp(
        TotpCodeRequest body,
        HttpContext context,
        IdentityGrains identities,
        TotpKeyProtector keys,
        AuditLog auditLog,
        TimeProvider time)
    {
        var name = GetAccountName(context);
        if (await identities.Accounts.Find(name) is not { TotpSince: null, TotpKey: { } protectedKey }
            || keys.Unprotect(name, protectedKey) is not { } key
            || Totp.FindStep(key, body.Code, time.GetUtcNow()) is not { } step)
            return ProblemResults.ForField(
                422, ValidationError.Create("code_wrong.confirm", "code"));
        await identities.Accounts.SetTotp(name, protectedKey, isConfirmed: true, step);
        await auditLog.Write(context, "account.totp", name, after: "on");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DisableTotp(HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var name = GetAccountName(context);
        if (await identities.Accounts.Find(name) is { TotpKey: null })
        {
            UnchangedResponse.Mark(context);
            return TypedResults.NoContent();
        }
        await identities.Accounts.SetTotp(name, null, isConfirmed: false, 0);
        await auditLog.Write(context, "account.totp", name, after: "off");
        return TypedResults.NoContent();
    }

    internal sealed record ChangePasswordRequest(
        [property: MaxLength(128)] string? Before, [property: MaxLength(128)] string? Password);

    internal sealed record TotpKeyResponse(string Key, string Uri);
}

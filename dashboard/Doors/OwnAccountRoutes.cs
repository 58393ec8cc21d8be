using IpMonitor.Dashboard.Wire;
using static IpMonitor.Dashboard.Doors.SessionRoutes;

namespace IpMonitor.Dashboard.Doors;

/// <summary>What one does about one's own account: its password and its one-time codes.</summary>
internal static class OwnAccountRoutes
{
    public static void MapOwnAccount(this RouteGroupBuilder sessions)
    {
        var own = sessions.MapGroup("").RequireAuthorization(DoorsHosting.IsSignedIn).ProducesProblem(401);
        own.MapPut("/password", ChangePassword).RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("修改密码 Change one's password").Produces(204).ProducesProblem(422);
        own.MapPost("/totp", NewTotp).AddEndpointFilter(AsksProof).WithSummary("准备动态口令 A key for one-time codes, to be confirmed").Produces<TotpAnswer>().ProducesProblem(403);
        own.MapPut("/totp", ConfirmTotp).RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("启用动态口令 Confirm the key by a code").Produces(204).ProducesProblem(422);
        own.MapDelete("/totp", EndTotp).AddEndpointFilter(AsksProof).WithSummary("停用动态口令 Do without one-time codes").Produces(204).ProducesProblem(403);
    }

    private static async Task<IResult> ChangePassword(PasswordBody body, HttpContext context, Doorkeeper doorkeeper, Passwords passwords, Trail trail)
    {
        var name = NameOf(context);
        if (!passwords.Fits(await doorkeeper.Accounts.CountAttempt(name, CookieHandler.BrowserIn(context)), body.Before ?? ""))
            return Problems.Field(422, new("password_wrong", "before", "现在的密码不对：请核对，连续错几次会锁定一刻钟。"));
        if (Passwords.Fault(body.Password, name) is { } fault) return Problems.Field(422, fault);
        var outcome = await doorkeeper.Accounts.SetPassword(name, passwords.Hash(body.Password!), mustChange: false, SessionOf(context));
        if (outcome.Error is { } refusal) return Problems.Field(409, refusal);
        await trail.Write(context, "account.password", name);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> NewTotp(HttpContext context, Doorkeeper doorkeeper, TotpKeys keys)
    {
        var (name, key) = (NameOf(context), Totp.NewKey());
        if (await doorkeeper.Accounts.Find(name) is { TotpSince: not null }) return Problems.Of(409, "totp_there", "动态口令已启用：要换设备，请先停用。");
        await doorkeeper.Accounts.SetTotp(name, keys.Seal(name, key), isConfirmed: false, 0);
        return TypedResults.Ok(new TotpAnswer(key, Totp.UriOf(name, key)));
    }

    private static async Task<IResult> ConfirmTotp(CodeBody body, HttpContext context, Doorkeeper doorkeeper, TotpKeys keys, Trail trail, TimeProvider time)
    {
        var name = NameOf(context);
        if (await doorkeeper.Accounts.Find(name) is not { TotpSince: null, TotpKey: { } kept } || keys.Open(name, kept) is not { } key || Totp.StepOf(key, body.Code, time.GetUtcNow()) is not { } step)
            return Problems.Field(422, new("code_wrong", "code", "动态口令不对：请核对手机时间，再输入新的六位数字。"));
        await doorkeeper.Accounts.SetTotp(name, kept, isConfirmed: true, step);
        await trail.Write(context, "account.totp", name, after: "on");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndTotp(HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        await doorkeeper.Accounts.SetTotp(NameOf(context), null, isConfirmed: false, 0);
        await trail.Write(context, "account.totp", NameOf(context), after: "off");
        return TypedResults.NoContent();
    }

    internal sealed record PasswordBody(string? Before, string? Password);

    internal sealed record TotpAnswer(string Key, string Uri);
}

using IpMonitor.Dashboard.Wire;
using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Signing in and out, and what one does about one's own account.</summary>
internal static class SessionRoutes
{
    public static void MapSessions(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/session").WithTags("session");
        api.MapGet("", WhoAmI).AllowAnonymous().WithSummary("当前身份与权限 Who I am, and what I may").Produces<SessionAnswer>();
        api.MapPost("", Enter).AllowAnonymous().RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("登录 Sign in").Produces<SessionAnswer>().ProducesProblem(401).ProducesProblem(429);
        api.MapGet("/office", (IAuthenticationSchemeProvider schemes, HttpContext context) => Leave(schemes, context)).AllowAnonymous().RequireRateLimiting(DoorsHosting.SigningIn)
            .WithSummary("经统一身份认证登录 Sign in through the office's own account system");
        var own = api.MapGroup("").RequireAuthorization(DoorsHosting.IsSignedIn).ProducesProblem(401);
        own.MapDelete("", End).WithSummary("退出 Sign out").Produces(204);
        own.MapPut("/password", ChangePassword).RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("修改密码 Change one's password").Produces(204).ProducesProblem(422);
        own.MapPost("/totp", NewTotp).RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("准备动态口令 A key for one-time codes, to be confirmed").Produces<TotpAnswer>();
        own.MapPut("/totp", ConfirmTotp).RequireRateLimiting(DoorsHosting.SigningIn).WithSummary("启用动态口令 Confirm the key by a code").Produces(204).ProducesProblem(422);
        own.MapDelete("/totp", EndTotp).WithSummary("停用动态口令 Do without one-time codes").Produces(204);
        own.MapGet("/all", async (HttpContext context, Doorkeeper doorkeeper) => TypedResults.Ok(await doorkeeper.Accounts.Sessions(NameOf(context))))
            .WithSummary("我的全部登录 Where I am signed in").Produces<IEnumerable<Session>>();
        own.MapDelete("/all/{session}", EndOne).WithSummary("结束一处登录 End one of my sessions").Produces(204).ProducesProblem(404);
    }

    public static string BrowserOf(HttpRequest request) => request.Headers.UserAgent.ToString() is var agent && agent.Length > 200 ? agent[..200] : agent;

    private static async Task<SessionAnswer> WhoAmI(HttpContext context, Doorkeeper doorkeeper, PublicPages open, IOptions<DoorsOptions> doors)
    {
        var who = Visitor.Of(context);
        var session = context.User.FindFirst(CookieHandler.SessionClaim)?.Value;
        var account = session is null ? null : await doorkeeper.Accounts.Find(who.Name);
        return new(
            who.Name.Length == 0 ? null : who.Name, account?.Title, who.Role.Length == 0 ? null : who.Role, who.City, session, account?.TotpSince is not null,
            [.. open.Of(context)], open.IsDemoHere(context), doors.Value.Office?.Title);
    }

    // The same word for all that is wrong: it tells nobody which names there are.
    private static async Task<IResult> Enter(EnterBody body, HttpContext context, Doorkeeper doorkeeper, Passwords passwords, Trail trail, TimeProvider time)
    {
        var (name, from) = (AccountDesk.NameOf(body.Name), Visitor.Of(context).From);
        var account = await doorkeeper.Accounts.Attempt(name);
        var fits = passwords.Fits(account, body.Password ?? "");
        var who = new Visitor(account?.Name ?? "", account is null ? "" : Roles.Of(account.Role), account?.City, from);
        if (!fits) return await Refused("password");
        long? step = null;
        if (account is { TotpSince: not null, TotpKey: { } key })
        {
            if (string.IsNullOrEmpty(body.Code)) return Problems.Of(401, "code_needed", "请再输入动态口令：打开验证器应用，输入六位数字。");
            step = Totp.StepOf(key, body.Code.Trim(), time.GetUtcNow());
            if (step is null) return await Refused("code");
        }
        if (await doorkeeper.Accounts.Enter(account!.Name, from, BrowserOf(context.Request), step) is not { } entered) return await Refused("code");
        await trail.Write(who, "session.enter", account.Name);
        await CookieHandler.Exchange(context, doorkeeper, entered.Token);
        return TypedResults.Ok(new SessionAnswer(
            account.Name, account.Title, account.MustChange ? Roles.Newcomer : Roles.Of(account.Role), account.City, entered.SignedIn.Session.Id, account.TotpSince is not null, [], false, null));

        async Task<IResult> Refused(string why)
        {
            // A name that is no account's may be a password that was typed into the wrong field.
            if (account is not null) await trail.Write(who, "session.refused", account.Name, after: why);
            return Problems.Of(401, "sign_in_refused", "账号、密码或动态口令不对，或账号暂时锁定：请核对；连续错几次会锁定一刻钟，忘记密码请找省局管理员重设。");
        }
    }

    private static async Task<IResult> Leave(IAuthenticationSchemeProvider schemes, HttpContext context)
    {
        if (await schemes.GetSchemeAsync(Office.Name) is null) return Problems.NotFound();
        await context.ChallengeAsync(Office.Name, new() { RedirectUri = "/" });
        return Results.Empty;
    }

    private static async Task<IResult> End(HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        await doorkeeper.Accounts.End(NameOf(context), SessionOf(context));
        CookieHandler.LetGo(context);
        await trail.Write(context, "session.end", NameOf(context));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndOne(string session, HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        if (await doorkeeper.Accounts.End(NameOf(context), session) == 0) return Problems.Of(404, "session_unknown", "没有这处登录：可能已经结束。");
        await trail.Write(context, "session.end", NameOf(context));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangePassword(PasswordBody body, HttpContext context, Doorkeeper doorkeeper, Passwords passwords, Trail trail)
    {
        var name = NameOf(context);
        if (!passwords.Fits(await doorkeeper.Accounts.Attempt(name), body.Before ?? "")) return Problems.Field(422, new("password_wrong", "before", "现在的密码不对：请核对，连续错几次会锁定一刻钟。"));
        if (Passwords.Fault(body.Password, name) is { } fault) return Problems.Field(422, fault);
        var outcome = await doorkeeper.Accounts.SetPassword(name, passwords.Hash(body.Password!), mustChange: false, SessionOf(context));
        if (outcome.Refusal is { } refusal) return Problems.Field(409, refusal);
        await trail.Write(context, "account.password", name);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> NewTotp(HttpContext context, Doorkeeper doorkeeper)
    {
        var (name, key) = (NameOf(context), Totp.NewKey());
        if (await doorkeeper.Accounts.Find(name) is { TotpSince: not null }) return Problems.Of(409, "totp_there", "动态口令已启用：要换设备，请先停用。");
        await doorkeeper.Accounts.SetTotp(name, key, isConfirmed: false, 0);
        return TypedResults.Ok(new TotpAnswer(key, Totp.UriOf(name, key)));
    }

    private static async Task<IResult> ConfirmTotp(CodeBody body, HttpContext context, Doorkeeper doorkeeper, Trail trail, TimeProvider time)
    {
        var name = NameOf(context);
        if (await doorkeeper.Accounts.Find(name) is not { TotpSince: null, TotpKey: { } key } || Totp.StepOf(key, body.Code, time.GetUtcNow()) is not { } step)
            return Problems.Field(422, new("code_wrong", "code", "动态口令不对：请核对手机时间，再输入新的六位数字。"));
        await doorkeeper.Accounts.SetTotp(name, key, isConfirmed: true, step);
        await trail.Write(context, "account.totp", name, after: "on");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndTotp(HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        await doorkeeper.Accounts.SetTotp(NameOf(context), null, isConfirmed: false, 0);
        await trail.Write(context, "account.totp", NameOf(context), after: "off");
        return TypedResults.NoContent();
    }

    private static string NameOf(HttpContext context) => context.User.Identity!.Name!;

    private static string SessionOf(HttpContext context) => context.User.FindFirst(CookieHandler.SessionClaim)!.Value;

    internal sealed record EnterBody(string? Name, string? Password, string? Code);

    internal sealed record PasswordBody(string? Before, string? Password);

    internal sealed record CodeBody(string? Code);

    internal sealed record TotpAnswer(string Key, string Uri);

    /// <summary>
    /// Who asks (nobody: null), in which session, whether with one-time codes; what is open without an account, whether this is a
    /// demo on the same machine, and the office's own account system.
    /// </summary>
    internal sealed record SessionAnswer(
        string? Name, string? Title, string? Role, string? City, string? Session, bool HasTotp, PageGroup[] Public, bool DemoHere, string? Office);
}

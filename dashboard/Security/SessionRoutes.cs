using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Signing in and out, and proving again who one is.</summary>
internal static class SessionRoutes
{
    public static void MapSessions(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/session").WithTags("session");
        api.MapGet("", GetCurrent).AllowAnonymous().WithSummary("当前身份与权限 Who I am, and what I may").Produces<SessionResponse>();
        api.MapPost("", SignIn).AllowAnonymous().RequireRateLimiting(SecurityHosting.SignInRateLimit).WithSummary("登录 Sign in").Produces<SessionResponse>().ProducesProblem(401).ProducesProblem(429);
        api.MapGet("/office", (IAuthenticationSchemeProvider schemes, HttpContext context) => StartExternalSignIn(schemes, context)).AllowAnonymous().RequireRateLimiting(SecurityHosting.SignInRateLimit)
            .WithSummary("经统一身份认证登录 Sign in through the office's own account system");
        api.MapPost("/code", SignInWithCode).AllowAnonymous().RequireRateLimiting(SecurityHosting.SignInRateLimit).WithSummary("补交动态口令 Give the one-time code that a session owes").Produces(204).ProducesProblem(401);
        var own = api.MapGroup("").RequireAuthorization(SecurityHosting.IsSignedIn).ProducesProblem(401);
        own.MapDelete("", SignOut).WithSummary("退出 Sign out").Produces(204);
        own.MapPost("/proof", Reauthenticate).RequireRateLimiting(SecurityHosting.SignInRateLimit).WithSummary("再次证明是本人 Prove again who I am").Produces(204).ProducesProblem(422);
        own.MapGet("/all", async (HttpContext context, IdentityGrains doorkeeper) => TypedResults.Ok(await doorkeeper.Accounts.GetSessions(GetAccountName(context))))
            .WithSummary("我的全部登录 Where I am signed in").Produces<IEnumerable<Session>>();
        own.MapDelete("/all/{session}", EndSession).AddEndpointFilter(RequireReauthentication).WithSummary("结束一处登录 End one of my sessions").Produces(204).ProducesProblem(403).ProducesProblem(404);
        api.MapOwnAccount();
    }

    public static ClientInfo GetClientInfo(HttpContext context) => new(
        CurrentUser.FromContext(context).RemoteAddress, context.Request.Headers.UserAgent.ToString() is var agent && agent.Length > 200 ? agent[..200] : agent, CookieHandler.GetBrowserToken(context));

    public static string GetAccountName(HttpContext context) => context.User.Identity!.Name!;

    public static string GetSessionId(HttpContext context) => context.User.FindFirst(CookieHandler.SessionClaim)!.Value;

    /// <summary>Lets somebody go on who gave the password just now; others are asked for it, since a browser may have been left open.</summary>
    public static async ValueTask<object?> RequireReauthentication(EndpointFilterInvocationContext asked, EndpointFilterDelegate next) =>
        await asked.HttpContext.RequestServices.GetRequiredService<IdentityGrains>().Accounts.IsReauthenticated(GetSessionId(asked.HttpContext))
            ? await next(asked)
            : Problems.Create(403, "proof_needed");

    private static async Task<SessionResponse> GetCurrent(HttpContext context, IdentityGrains doorkeeper, PublicPages open, IOptions<SecurityOptions> doors)
    {
        var signedIn = CookieHandler.GetSessionToken(context) is { } token && ApiKeyHandler.GetCredential(context.Request) is null ? await doorkeeper.Accounts.FindSession(token) : null;
        var who = CurrentUser.FromContext(context);
        var answer = signedIn is { Session.OwesCode: false } ? CreateResponse(signedIn, doors.Value) : new(
            who.Name.Length == 0 ? null : who.Name, null, who.Role.Length == 0 ? null : who.Role, who.City, null, null, false, false, false, signedIn is not null, [], false, null);
        var screen = CookieHandler.GetScreenCredential(context) is var (id, its) && await doorkeeper.Screens.VerifyToken(id, its) ? id : null;
        return answer with { Screen = screen, Public = [.. open.GetPublicGroups(context)], DemoHere = open.IsLocalDemo(context), Office = doors.Value.ExternalSignIn?.DisplayName };
    }

    private static SessionResponse CreateResponse(SignedInAccount signedIn, SecurityOptions doors)
    {
        var (session, account) = signedIn;
        return new(account.Name, account.Title, Roles.GetRole(account, doors), account.City, session.Id, null, account.TotpSince is not null, account.MustChange, Roles.RequiresTotpSetup(account, doors), false, [], false, null);
    }

    // The same word for all that is wrong: it tells nobody which names there are.
    private static async Task<IResult> SignIn(SignInRequest body, HttpContext context, IdentityGrains doorkeeper, CredentialVerifier proof, AuditLog trail, IOptions<SecurityOptions> doors)
    {
        var (account, fault, step) = await proof.Verify(context, AccountPolicy.NormalizeName(body.Name), body.Password, body.Code);
        var entered = fault == CredentialError.None ? await doorkeeper.Accounts.SignIn(account!.Name, GetClientInfo(context), step) : null;
        if (entered is null) return await RejectSignIn(account, fault, context, trail);
        await trail.Write(CreateUser(account!, context), "session.enter", account!.Name);
        await CookieHandler.ReplaceSession(context, doorkeeper, entered);
        return TypedResults.Ok(CreateResponse(entered.SignedIn, doors.Value));
    }

    // A session that began at the office's own account system, which asked for one proof only.
    private static async Task<IResult> SignInWithCode(TotpCodeRequest body, HttpContext context, IdentityGrains doorkeeper, CredentialVerifier proof, AuditLog trail)
    {
        if (CookieHandler.GetSessionToken(context) is not { } token || await doorkeeper.Accounts.FindSession(token) is not { Session.OwesCode: true } half)
            return Problems.Create(401, "code_not_owed");
        var (account, fault, step) = await proof.VerifyCode(context, half.Account.Name, body.Code);
        if (fault != CredentialError.None || !await doorkeeper.Accounts.Reauthenticate(half.Session.Id, step, CookieHandler.GetBrowserToken(context))) return await RejectSignIn(account, fault, context, trail);
        await trail.Write(CreateUser(account!, context), "session.enter", account!.Name, after: "code");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Reauthenticate(ReauthenticateRequest body, HttpContext context, IdentityGrains doorkeeper, CredentialVerifier proof, AuditLog trail)
    {
        var name = GetAccountName(context);
        var own = await doorkeeper.Accounts.Find(name);
        if (own is { PasswordHash: null, TotpSince: null }) return Problems.Create(422, "proof_by_signing_in");
        // Who comes in by the office's system has no password here.
        var (account, fault, step) = own?.PasswordHash is null ? await proof.VerifyCode(context, name, body.Code) : await proof.Verify(context, name, body.Password, body.Code);
        if (fault == CredentialError.None && await doorkeeper.Accounts.Reauthenticate(GetSessionId(context), step, CookieHandler.GetBrowserToken(context))) return TypedResults.NoContent();
        if (fault is CredentialError.CodeNeeded or CredentialError.CodeOutdated) return Problems.ForField(422, fault == CredentialError.CodeNeeded ? CodeNeededError : CodeOutdatedError);
        await trail.Write(context, "session.proof", name, after: account is null ? "locked" : "refused");
        return Problems.ForField(422, fault == CredentialError.Password
            ? ValidationError.Create("password_wrong", "password")
            : ValidationError.Create("code_wrong", "code"));
    }

    private static async Task<IResult> RejectSignIn(Account? account, CredentialError fault, HttpContext context, AuditLog trail)
    {
        if (fault is CredentialError.CodeNeeded) return Problems.Create(401, "code_needed");
        if (fault is CredentialError.CodeOutdated) return Problems.Create(401, "code_outdated");
        // A name that is no account's may be a password that was typed into the wrong field.
        if (account is not null) await trail.Write(CreateUser(account, context), "session.refused", account.Name, after: fault == CredentialError.Password ? "password" : "code");
        return Problems.Create(401, "sign_in_refused");
    }

    private static async Task<IResult> StartExternalSignIn(IAuthenticationSchemeProvider schemes, HttpContext context)
    {
        if (await schemes.GetSchemeAsync(ExternalSignIn.SchemeName) is null) return Problems.NotFound();
        await context.ChallengeAsync(ExternalSignIn.SchemeName, new() { RedirectUri = "/" });
        return Results.Empty;
    }

    private static async Task<IResult> SignOut(HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        await doorkeeper.Accounts.EndSessions(GetAccountName(context), GetSessionId(context));
        CookieHandler.DeleteSessionCookie(context);
        await trail.Write(context, "session.end", GetAccountName(context));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndSession(string session, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        if (await doorkeeper.Accounts.EndSessions(GetAccountName(context), session) == 0) return Problems.Create(404, "session_unknown");
        await trail.Write(context, "session.end", GetAccountName(context));
        return TypedResults.NoContent();
    }

    private static CurrentUser CreateUser(Account account, HttpContext context) => new(account.Name, Roles.GetRole(account.Role), account.City, CurrentUser.FromContext(context).RemoteAddress);

    private static ValidationError CodeNeededError => ValidationError.Create("code_needed", "code");

    private static ValidationError CodeOutdatedError => ValidationError.Create("code_outdated", "code");

    internal sealed record SignInRequest(string? Name, string? Password, string? Code);

    internal sealed record ReauthenticateRequest(string? Password, string? Code);

    internal sealed record TotpCodeRequest(string? Code);

    /// <summary>
    /// Who asks (nobody: null), in which session, and which screen the browser was paired as; whether with one-time codes, what a newcomer has to do first (another password,
    /// codes), whether a session still owes its code; what is open without an account, whether this is a demo on the same machine,
    /// and the office's own account system.
    /// </summary>
    internal sealed record SessionResponse(
        string? Name, string? Title, string? Role, string? City, string? Session, string? Screen, bool HasTotp, bool MustChange, bool NeedsCodes, bool OwesCode,
        PageGroup[] Public, bool DemoHere, string? Office);
}

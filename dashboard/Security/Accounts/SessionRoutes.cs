using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;
using static IpMonitor.Dashboard.Security.Accounts.SignedInUser;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps sign-in, sign-out, reauthentication and the caller's sessions.</summary>
internal static class SessionRoutes
{
    private static ValidationError CodeNeededError =>
        ValidationError.Create("code_needed", "code");

    private static ValidationError CodeOutdatedError => ValidationError.Create("code_outdated", "code");

    public static void MapSessions(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/session").WithTags("session");
        api.MapGet("", GetCurrent)
            .AllowAnonymous()
            .Reads()
            .WithSummary("当前身份与权限 Get the current user and permissions")
            .Produces<SessionResponse>();
        api.MapPost("", SignIn)
            .AllowAnonymous()
            .Changes("session.enter", "session.refused")
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("登录 Sign in")
            .Produces<SessionResponse>().ProducesProblem(401).ProducesProblem(429);
        api.MapExternalSignIn();
        api.MapPost("/code", SignInWithCode)
            .AllowAnonymous()
            .Changes("session.enter", "session.refused")
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("补交动态口令 Complete a sign-in with a one-time code")
            .Produces(204).ProducesProblem(401);
        var own = api.MapGroup("").RequireAuthorization(Policies.IsSignedIn).ProducesProblem(401);
        own.MapDelete("", SignOut)
            .Changes("session.end")
            .WithSummary("退出 Sign out")
            .Produces<SignOutResponse>().Produces(204);
        own.MapPost("/proof", Reauthenticate)
            .Changes("session.proof")
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("再次证明是本人 Reauthenticate")
            .Produces(204).ProducesProblem(422);
        own.MapGet("/all", ListSessions)
            .Reads()
            .WithSummary("我的全部登录 List my sessions")
            .Produces<IEnumerable<Session>>()
            .WithWorkbook<IEnumerable<Session>>(AccountWorkbooks.CreateSessions);
        own.MapDelete("/all/{session}", EndSession)
            .Changes("session.end")
            .RequireReauthentication()
            .WithSummary("结束一处登录 End one of my sessions")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
        api.MapOwnAccount();
    }

    private static async Task<SessionResponse> GetCurrent(
        HttpContext context, IdentityGrains identities, PublicPages publicPages, IOptions<SecurityOptions> options)
    {
        var signedIn = ApiKeyHandler.GetCredential(context.Request) is null
            && CookieHandler.GetSessionToken(context) is { } token
            ? await identities.Accounts.FindSession(token)
            : null;
        var response = signedIn is { Session.RequiresTotp: false }
            ? CreateResponse(signedIn, options.Value)
            : CreateResponse(CurrentUser.FromContext(context), requiresTotp: signedIn is not null);
        var screen = CookieHandler.GetScreenCredential(context) is var (screenId, screenToken)
            && await identities.Screens.VerifyToken(screenId, screenToken)
            ? screenId
            : null;
        return response with
        {
            Screen = screen,
            Public = [.. publicPages.GetPublicGroups(context)],
            DemoHere = publicPages.IsLocalDemo(context),
            Office = options.Value.ExternalSignIn?.DisplayName,
            Notice = options.Value.Notice.NullIfBlank(),
            NoticeEn = options.Value.NoticeEn.NullIfBlank(),
        };
    }

    // A refusal does not reveal which part was wrong, so that account names cannot be probed.
    private static async Task<IResult> SignIn(
        SignInRequest body,
        HttpContext context,
        IdentityGrains identities,
        CredentialVerifier credentials,
        AuditLog auditLog,
        IOptions<SecurityOptions> options)
    {
        var name = AccountPolicy.NormalizeName(body.Name);
        var (account, error, step) = await credentials.Verify(context, name, body.Password, body.Code);
        var session = error == CredentialError.None
            ? await identities.Accounts.SignIn(account!.Name, CookieHandler.GetClientInfo(context), step)
            : null;
        if (session is null) return await RejectSignIn(account, error, context, auditLog);
        await auditLog.Write(
            context, "session.enter", account!.Name, user: CreateUser(account, context));
        await CookieHandler.ReplaceSession(context, identities, session);
        return TypedResults.Ok(CreateResponse(session.SignedIn, options.Value));
    }

    // Completes a session of the external provider, which verified one factor only.
    private static async Task<IResult> SignInWithCode(
        TotpCodeRequest body,
        HttpContext context,
        IdentityGrains identities,
        CredentialVerifier credentials,
        AuditLog auditLog)
    {
        if (CookieHandler.GetSessionToken(context) is not { } token
            || await identities.Accounts.FindSession(token) is not { Session.RequiresTotp: true } pending)
            return ProblemResults.Create(401, "code_not_owed");
        var (account, error, step) = await credentials.VerifyCode(context, pending.Account.Name, body.Code);
        if (error != CredentialError.None
            || !await identities.Accounts.Reauthenticate(
                pending.Session.Id, step, CookieHandler.GetBrowserToken(context)))
            return await RejectSignIn(account, error, context, auditLog);
        await auditLog.Write(
            context, "session.enter", account!.Name, after: "code", user: CreateUser(account, context));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Reauthenticate(
        ReauthenticateRequest body,
        HttpContext context,
        IdentityGrains identities,
        CredentialVerifier credentials,
        AuditLog auditLog)
    {
        var name = GetAccountName(context);
        var own = await identities.Accounts.Find(name);
        if (own is { PasswordHash: null, TotpSince: null })
            return ProblemResults.Create(422, "proof_by_signing_in");
        // An account of the external provider has no password.
        var (account, error, step) = own?.PasswordHash is null
            ? await credentials.VerifyCode(context, name, body.Code)
            : await credentials.Verify(context, name, body.Password, body.Code);
        if (error == CredentialError.None
            && await identities.Accounts.Reauthenticate(
                GetSessionId(context), step, CookieHandler.GetBrowserToken(context)))
            return TypedResults.NoContent();
        if (error == CredentialError.CodeNeeded) return ProblemResults.ForField(422, CodeNeededError);
        if (error == CredentialError.CodeOutdated) return ProblemResults.ForField(422, CodeOutdatedError);
        await auditLog.Write(context, "session.proof", name, after: account is null ? "locked" : "refused");
        return ProblemResults.ForField(422, error == CredentialError.Password
            ? ValidationError.Create("password_wrong", "password")
            : ValidationError.Create("code_wrong", "code"));
    }

    private static async Task<IResult> RejectSignIn(
        Account? account, CredentialError error, HttpContext context, AuditLog auditLog)
    {
        if (error is CredentialError.CodeNeeded)
            return ProblemResults.Create(401, "code_needed");
        if (error is CredentialError.CodeOutdated)
            return ProblemResults.Create(401, "code_outdated");
        // An unknown name is not recorded: it may be a password that was typed into the wrong field.
        if (account is not null)
            await auditLog.Write(
                context,
                "session.refused",
                account.Name,
                after: error == CredentialError.Password ? "password" : "code",
                user: CreateUser(account, context));
        return ProblemResults.Create(
            401, "sign_in_refused", MaintenanceCommand.Format("account recover NAME"));
    }

    private static async Task<IResult> SignOut(HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var (name, session) = (GetAccountName(context), GetSessionId(context));
        var external = await identities.Accounts.FindExternalSession(session);
        await identities.Accounts.EndSessions(name, session);
        CookieHandler.DeleteSessionCookie(context);
        await auditLog.Write(context, "session.end", name);
        return external is not null
            && await OpenIdConnectProvider.CreateSignOutAddress(context, external) is { } address
            ? TypedResults.Ok(new SignOutResponse(address))
            : TypedResults.NoContent();
    }

    /// <summary>Returns the sort key of a session: last used first.</summary>
    internal static string GetSortKey(Session session) => $"{ListPage.Descending(session.LastUsedAt)}{session.Id}";

    private static async Task<IResult> ListSessions(
        string? cursor, HttpContext context, IdentityGrains identities) =>
        ListPage.ToArray(
            context, await identities.Accounts.GetSessions(GetAccountName(context)), GetSortKey, cursor,
            session => session);

    private static async Task<IResult> EndSession(
        string session, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var name = GetAccountName(context);
        if (await identities.Accounts.EndSessions(name, session) == 0)
            return ProblemResults.Create(404, "session_unknown");
        await auditLog.Write(context, "session.end", name);
        return TypedResults.NoContent();
    }

    private static CurrentUser CreateUser(Account account, HttpContext context) => new(
        account.Name,
        Roles.GetRole(account.Role),
        account.City,
        CurrentUser.FromContext(context).RemoteAddress);

    private static SessionResponse CreateResponse(SignedInAccount signedIn, SecurityOptions options)
    {
        var (session, account) = signedIn;
        return new(
            account.Name, account.Title, Roles.GetRole(account, options), account.City, session.Id, null,
            account.TotpSince is not null, account.MustChange, Roles.RequiresTotpSetup(account, options), false,
            [], false, null);
    }

    private static SessionResponse CreateResponse(CurrentUser user, bool requiresTotp) => new(
        user.Name.Length == 0 ? null : user.Name, null, user.Role.Length == 0 ? null : user.Role, user.City, null, null,
        false, false, false, requiresTotp, [], false, null);

    internal sealed record SignInRequest(
        [property: MaxLength(64)] string? Name,
        [property: MaxLength(128)] string? Password,
        [property: MaxLength(32)] string? Code);

    internal sealed record ReauthenticateRequest(
        [property: MaxLength(128)] string? Password, [property: MaxLength(32)] string? Code);

    internal sealed record TotpCodeRequest([property: MaxLength(32)] string? Code);

    /// <summary>The next step of a sign-out.</summary>
    /// <param name="ContinueAt">Address of the external provider that ends its session too.</param>
    internal sealed record SignOutResponse(string ContinueAt);

    /// <summary>The caller with its permissions and the public pages.</summary>
    /// <param name="Name">Name of the account, key or screen; null if the caller is anonymous.</param>
    /// <param name="Title">Display name of the account.</param>
    /// <param name="Role">One of <see cref="Roles"/>.</param>
    /// <param name="City">Code of the only city that the caller may access.</param>
    /// <param name="Session">Id of the session.</param>
    /// <param name="Screen">Id of the screen that the browser is paired as.</param>
    /// <param name="HasTotp">Whether the account uses one-time codes.</param>
    /// <param name="MustChange">Whether the account must change its password first.</param>
    /// <param name="NeedsCodes">Whether the account must set up one-time codes first.</param>
    /// <param name="OwesCode">Whether the session still needs a one-time code.</param>
    /// <param name="Public">Page groups that are shown without an account.</param>
    /// <param name="DemoHere">Whether this is a local request in demo mode.</param>
    /// <param name="Office">Display name of the external provider.</param>
    /// <param name="Notice">Notice on pages that take text; null means the default text.</param>
    /// <param name="NoticeEn">English text of the notice; null means the default text.</param>
    internal sealed record SessionResponse(
        string? Name,
        string? Title,
        string? Role,
        string? City,
        string? Session,
        string? Screen,
        bool HasTotp,
        bool MustChange,
        bool NeedsCodes,
        bool OwesCode,
        PageGroup[] Public,
        bool DemoHere,
        string? Office,
        string? Notice = null,
        string? NoticeEn = null);
}

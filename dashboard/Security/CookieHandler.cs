using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Lets in who holds the cookie of a session, or of a paired screen. What it holds is looked up each time, so that a session
/// that was ended lets nobody in any more.
/// </summary>
internal sealed class CookieHandler(
    IdentityGrains doorkeeper, IOptions<SecurityOptions> doors, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "Cookie";
    public const string SessionClaim = "session";
    private const string SessionCookie = "ipm";
    private const string ScreenCookie = "ipm-screen";
    private const string BrowserCookie = "ipm-browser";
    // As long as browsers keep any.
    private static readonly TimeSpan PersistentLifetime = TimeSpan.FromDays(400);

    /// <summary>Has the browser hold a session, and what it is known by; the session that it held before ends.</summary>
    public static async Task ReplaceSession(HttpContext context, IdentityGrains doorkeeper, NewSession entered)
    {
        if (GetSessionToken(context) is { } held && await doorkeeper.Accounts.FindSession(held) is { } before) await doorkeeper.Accounts.EndSessions(before.Account.Name, before.Session.Id);
        context.Response.Cookies.Append(GetCookieName(SessionCookie, context), entered.Token, CreateCookieOptions(context));
        if (entered.BrowserToken is { } token) context.Response.Cookies.Append(GetCookieName(BrowserCookie, context), token, CreateCookieOptions(context, PersistentLifetime));
    }

    /// <summary>Has the browser hold what shows it to be a screen.</summary>
    public static void SetScreenCookie(HttpContext context, string id, string token) =>
        context.Response.Cookies.Append(GetCookieName(ScreenCookie, context), $"{id}.{token}", CreateCookieOptions(context, PersistentLifetime));

    public static void DeleteSessionCookie(HttpContext context) => context.Response.Cookies.Delete(GetCookieName(SessionCookie, context), CreateCookieOptions(context));

    /// <summary>The token of the session that a browser holds, whether or not it still is one.</summary>
    public static string? GetSessionToken(HttpContext context) => context.Request.Cookies[GetCookieName(SessionCookie, context)];

    /// <summary>What a browser is known by, if it is.</summary>
    public static string? GetBrowserToken(HttpContext context) => context.Request.Cookies[GetCookieName(BrowserCookie, context)];

    /// <summary>The screen that a browser says it is, and its token.</summary>
    public static (string Id, string Token)? GetScreenCredential(HttpContext context) =>
        context.Request.Cookies[GetCookieName(ScreenCookie, context)]?.Split('.') is [var id, var token] ? (id, token) : null;

    // Who an account is to the doors.
    private ClaimsPrincipal CreatePrincipal(SignedInAccount signedIn)
    {
        var (session, account) = signedIn;
        List<Claim> claims =
        [
            new(ClaimTypes.Name, account.Name),
            new(ClaimTypes.Role, Roles.GetRole(account, doors.Value)),
            new(SessionClaim, session.Id),
        ];
        if (account.City is not null) claims.Add(new(CurrentUser.CityClaim, account.City));
        return new(new ClaimsIdentity(claims, SchemeName));
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (GetSessionToken(Context) is { } token && await doorkeeper.Accounts.FindSession(token) is { Session.OwesCode: false } signedIn)
            return AuthenticateResult.Success(new(CreatePrincipal(signedIn), SchemeName));
        if (GetScreenCredential(Context) is var (id, its) && await doorkeeper.Screens.VerifyToken(id, its))
            return AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, id), new(ClaimTypes.Role, Roles.Screen)], SchemeName)), SchemeName));
        return AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.Create(401, "sign_in_needed").ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Forbid(Context);

    internal static Task Forbid(HttpContext context) => Problems.Create(403, "not_allowed", context.User.Identity?.Name ?? "").ExecuteAsync(context);

    // The prefix has browsers refuse it from any but this host over TLS.
    private static string GetCookieName(string name, HttpContext context) => context.Request.IsHttps ? $"__Host-{name}" : name;

    private static CookieOptions CreateCookieOptions(HttpContext context, TimeSpan? lasting = null) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true, MaxAge = lasting };
}

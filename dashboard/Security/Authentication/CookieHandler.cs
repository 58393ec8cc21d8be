using System.Security.Claims;
using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Authenticates requests by the cookie of a session or of a paired screen.</summary>
/// <remarks>Looks the cookie up at each request, so that ending a session takes effect at once.</remarks>
internal sealed class CookieHandler(
    IdentityGrains identities,
    IOptions<SecurityOptions> security,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string SchemeName = "Cookie";

    /// <summary>Type of the claim that holds the session id.</summary>
    public const string SessionClaim = "session";

    // Sent by the pages with requests that no action of the user has caused.
    private const string BackgroundHeader = "X-Background";

    private const string SessionCookie = "ipm";
    private const string ScreenCookie = "ipm-screen";
    private const string BrowserCookie = "ipm-browser";
    private const int MaxUserAgentLength = 200;

    // The longest lifetime that browsers accept.
    private static readonly TimeSpan PersistentLifetime = TimeSpan.FromDays(400);

    /// <summary>Ends the session of the browser, if any, and sets the cookies of a new one.</summary>
    public static async Task ReplaceSession(HttpContext context, IdentityGrains identities, NewSession session)
    {
        if (GetSessionToken(context) is { } oldToken
            && await identities.Accounts.FindSession(oldToken) is { } previous)
            await identities.Accounts.EndSessions(previous.Account.Name, previous.Session.Id);
        SetCookie(context, SessionCookie, session.Token);
        if (session.BrowserToken is { } browserToken)
            SetCookie(context, BrowserCookie, browserToken, PersistentLifetime);
    }

    /// <summary>Sets the cookie that identifies the browser as a screen.</summary>
    public static void SetScreenCookie(HttpContext context, string id, string token) =>
        SetCookie(context, ScreenCookie, $"{id}.{token}", PersistentLifetime);

    /// <summary>Deletes the session cookie.</summary>
    public static void DeleteSessionCookie(HttpContext context) =>
        context.Response.Cookies.Delete(GetCookieName(SessionCookie, context), CreateCookieOptions(context));

    /// <summary>Returns the session token in the request, which may have expired, or null.</summary>
    public static string? GetSessionToken(HttpContext context) =>
        context.Request.Cookies[GetCookieName(SessionCookie, context)];

    /// <summary>Returns the token of a browser that has signed in before, or null.</summary>
    public static string? GetBrowserToken(HttpContext context) =>
        context.Request.Cookies[GetCookieName(BrowserCookie, context)];

    /// <summary>Returns the screen id and token in the request, not verified, or null.</summary>
    public static (string Id, string Token)? GetScreenCredential(HttpContext context) =>
        context.Request.Cookies[GetCookieName(ScreenCookie, context)]?.Split('.') is [var id, var token]
            ? (id, token)
            : null;

    /// <summary>Returns the client of a request: address, user agent and browser token.</summary>
    public static ClientInfo GetClientInfo(HttpContext context)
    {
        var userAgent = context.Request.Headers.UserAgent.ToString();
        return new(
            CurrentUser.FromContext(context).RemoteAddress,
            userAgent.Length > MaxUserAgentLength ? userAgent[..MaxUserAgentLength] : userAgent,
            GetBrowserToken(context));
    }

    /// <summary>Responds with 403 for a caller without permission.</summary>
    public static Task Forbid(HttpContext context) =>
        ProblemResults.Create(403, "not_allowed", context.User.Identity?.Name ?? "").ExecuteAsync(context);

    private bool IsHub => Context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The page of a screen connects as the screen, even if somebody is signed in with the same browser.
        var claims = IsHub && Request.Query["credential"] == Roles.Screen
            ? await AuthenticateScreen() ?? await AuthenticateSession()
            : await AuthenticateSession() ?? await AuthenticateScreen();
        return claims is null ? AuthenticateResult.NoResult() : Success(claims);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ProblemResults.Create(401, "sign_in_needed").ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Forbid(Context);

    private async Task<IEnumerable<Claim>?> AuthenticateSession()
    {
        if (GetSessionToken(Context) is not { } token) return null;
        // Watching is no activity: neither are connections to the hub nor requests without an action of the user.
        var isActive = !IsHub && !Request.Headers.ContainsKey(BackgroundHeader);
        var found = await (isActive ? identities.Accounts.UseSession(token) : identities.Accounts.FindSession(token));
        return found is { Session.RequiresTotp: false } signedIn && IsExpected(signedIn.Account.Name)
            ? CreateSessionClaims(signedIn)
            : null;
    }

    private async Task<IEnumerable<Claim>?> AuthenticateScreen() =>
        GetScreenCredential(Context) is var (screenId, screenToken)
        && await identities.Screens.VerifyToken(screenId, screenToken)
            ? [new(ClaimTypes.Name, screenId), new(ClaimTypes.Role, Roles.Screen)]
            : null;

    // A connection to the hub that names an account is not that of another one which has signed in meanwhile.
    private bool IsExpected(string account) =>
        !IsHub || Request.Query["account"] is not [{ Length: > 0 } expected] || expected == account;

    private static AuthenticateResult Success(IEnumerable<Claim> claims) =>
        AuthenticateResult.Success(
            new(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));

    private List<Claim> CreateSessionClaims(SignedInAccount signedIn)
    {
        var (session, account) = signedIn;
        List<Claim> claims =
        [
            new(ClaimTypes.Name, account.Name),
            new(ClaimTypes.Role, Roles.GetRole(account, security.Value)),
            new(SessionClaim, session.Id),
        ];
        if (account.City is not null) claims.Add(new(CurrentUser.CityClaim, account.City));
        return claims;
    }

    // Browsers accept the prefixes only over TLS, and __Host- only for a whole host: under a path, other applications
    // of the host must not receive the cookies.
    private static string GetCookieName(string name, HttpContext context) =>
        !context.Request.IsHttps ? name
        : context.Request.PathBase.HasValue ? $"__Secure-{name}"
        : $"__Host-{name}";

    private static void SetCookie(HttpContext context, string name, string value, TimeSpan? lifetime = null) =>
        context.Response.Cookies.Append(
            GetCookieName(name, context), value, CreateCookieOptions(context, lifetime));

    private static CookieOptions CreateCookieOptions(HttpContext context, TimeSpan? lifetime = null) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.ToUriComponent() : "/",
        IsEssential = true,
        MaxAge = lifetime,
    };
}

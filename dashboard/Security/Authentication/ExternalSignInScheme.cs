using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>
/// Signs users in through the provider of the organization, by OpenID Connect or OAuth 2.0. Accounts and roles are
/// those of this store.
/// </summary>
internal static partial class ExternalSignInScheme
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string SchemeName = "office";

    /// <summary>Configuration section of the provider.</summary>
    public const string Section = "Security:ExternalSignIn";

    private const string CallbackPath = "/api/v1/session/office/callback";
    private const string PreviousAccount = "previous account";
    private const string PreviousSession = "previous session";

    /// <summary>Adds the scheme if the provider is configured.</summary>
    public static void AddExternalSignIn(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (configuration.GetSection(Section).Get<ExternalSignInOptions>() is not { } provider
            || provider.Validate() is not null)
            return;
        if (provider.Authority.Length > 0) authentication.AddOpenIdConnectProvider(configuration, provider);
        else authentication.AddOAuthProvider(configuration, provider);
    }

    /// <summary>
    /// Redirects the browser to the provider, or to the sign-in page if the provider cannot be reached.
    /// </summary>
    public static async Task Challenge(HttpContext context, AuthenticationProperties properties)
    {
        properties.RedirectUri = "/";
        // The provider's redirect does not send the cookie of the session that ends.
        if (await FindCurrentSession(context) is { } previous)
        {
            properties.Items[PreviousAccount] = previous.Account.Name;
            properties.Items[PreviousSession] = previous.Session.Id;
        }
        try
        {
            await context.ChallengeAsync(SchemeName, properties);
        }
        catch (Exception fault) when (IsUnavailable(fault))
        {
            Refuse(context, "office_unavailable", fault);
        }
    }

    /// <summary>Sets the options that do not depend on the protocol.</summary>
    public static void Configure(RemoteAuthenticationOptions options)
    {
        options.CallbackPath = CallbackPath;
        options.SignInScheme = CookieHandler.SchemeName;
        // Only the configured addresses are called.
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false };
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        ConfigureCookie(options.CorrelationCookie, "__Host-ipm-office.");
        options.Events.OnAccessDenied = context =>
        {
            Refuse(context.HttpContext, "office_cancelled");
            context.HandleResponse();
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            Refuse(
                context.HttpContext,
                IsUnavailable(context.Failure) ? "office_unavailable" : "office_failed",
                context.Failure);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>Sets the options of a cookie that binds the provider's response to the browser.</summary>
    public static void ConfigureCookie(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        // Lax, because the redirect from the provider must send it; Secure, so that sign-in requires TLS.
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.Expiration = TimeSpan.FromMinutes(15);
        cookie.IsEssential = true;
    }

    /// <summary>Starts a session of the account with an external name, or refuses the user.</summary>
    public static async Task CompleteSignIn(
        TicketReceivedContext context, string? externalName, ExternalSession? external = null)
    {
        var services = context.HttpContext.RequestServices;
        var (identities, auditLog) =
            (services.GetRequiredService<IdentityGrains>(), services.GetRequiredService<AuditLog>());
        var address = CurrentUser.FromContext(context.HttpContext).RemoteAddress;
        context.HandleResponse();
        var account = externalName is null ? null : await identities.Accounts.Find(null, externalName);
        var options = services.GetRequiredService<IOptions<SecurityOptions>>().Value;
        var session = account is null
            ? null
            : await identities.Accounts.SignIn(
                account.Name,
                CookieHandler.GetClientInfo(context.HttpContext) with { External = external },
                totpStep: null,
                requiresTotp: account.TotpSince is not null && !options.ExternalSignIn!.IsMultiFactor);
        if (session is null)
        {
            await auditLog.Write(new CurrentUser("", "", null, address), "session.refused", account?.Name ?? "office");
            Refuse(context.HttpContext, account is { IsDisabled: true } ? "office_disabled" : "office_unknown");
            return;
        }
        await EndPreviousSession(context, identities);
        await CookieHandler.ReplaceSession(context.HttpContext, identities, session);
        account = session.SignedIn.Account;
        await auditLog.Write(
            new CurrentUser(account.Name, Roles.GetRole(account.Role), null, address), "session.enter", "office");
        context.Response.Redirect(
            context.Request.PathBase + (session.SignedIn.Session.RequiresTotp ? "/sign-in" : "/"));
    }

    /// <summary>Redirects to the sign-in page, which explains the code, and logs the failure.</summary>
    public static void Refuse(HttpContext context, string code, Exception? failure = null)
    {
        if (failure is not null) LogFailure(context, code, failure.Message);
        context.Response.Redirect($"{context.Request.PathBase}/sign-in?refused={code}");
    }

    /// <summary>Returns true if the provider could not be reached or gave no usable configuration.</summary>
    public static bool IsUnavailable(Exception? fault) =>
        // An InvalidOperationException says that there is no configuration.
        fault is HttpRequestException or IOException or TaskCanceledException or InvalidOperationException;

    /// <summary>Logs, in one line, why the provider or a request in its name failed.</summary>
    public static void LogFailure(HttpContext context, string code, string reason)
    {
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(ExternalSignInScheme).FullName!);
        // The reason may quote an unverified message.
        LogFailed(log, code, new([.. reason.Select(letter => char.IsControl(letter) ? ' ' : letter)]));
    }

    private static async Task<SignedInAccount?> FindCurrentSession(HttpContext context) =>
        CookieHandler.GetSessionToken(context) is { } token
            ? await context.RequestServices.GetRequiredService<IdentityGrains>().Accounts.FindSession(token)
            : null;

    private static async Task EndPreviousSession(TicketReceivedContext context, IdentityGrains identities)
    {
        if (context.Properties?.Items is { } items
            && items.TryGetValue(PreviousAccount, out var account)
            && items.TryGetValue(PreviousSession, out var session))
            await identities.Accounts.EndSessions(account!, session);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "External sign-in failed ({Code}): {Reason}")]
    private static partial void LogFailed(ILogger log, string code, string reason);
}

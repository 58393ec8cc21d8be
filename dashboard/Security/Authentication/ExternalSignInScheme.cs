using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>
/// Signs users in through the OAuth 2.0 provider of the organization (authorization code with PKCE). Accounts and roles
/// are those of this store.
/// </summary>
internal static class ExternalSignInScheme
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string SchemeName = "office";

    private const string CallbackPath = "/api/v1/session/office/callback";
    private const string Section = "Security:ExternalSignIn";

    /// <summary>Adds the scheme if the provider is configured.</summary>
    public static void AddExternalSignIn(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (configuration.GetSection(Section).Get<ExternalSignInOptions>() is not { } provider
            || provider.Validate() is not null)
            return;
        authentication.Services.AddSingleton<IOptionsChangeTokenSource<OAuthOptions>>(
            new ConfigurationChangeTokenSource<OAuthOptions>(SchemeName, configuration));
        authentication.AddOAuth(SchemeName, oauth =>
        {
            oauth.ClientId = provider.ClientId;
            // Read again at each change of the configuration, because the secret file can be replaced.
            oauth.ClientSecret = configuration[$"{Section}:ClientSecret"]!;
            oauth.AuthorizationEndpoint = provider.AuthorizationEndpoint;
            oauth.TokenEndpoint = provider.TokenEndpoint;
            oauth.UserInformationEndpoint = provider.UserInformationEndpoint;
            oauth.CallbackPath = CallbackPath;
            oauth.SignInScheme = CookieHandler.SchemeName;
            oauth.UsePkce = true;
            // Only the configured addresses are called.
            oauth.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false };
            foreach (var scope in provider.Scopes) oauth.Scope.Add(scope);
            // Lax, because the redirect from the provider must send it; Secure, so that sign-in requires TLS.
            oauth.CorrelationCookie = new()
            {
                Name = "__Host-ipm-office.",
                Path = "/",
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                SecurePolicy = CookieSecurePolicy.Always,
                Expiration = TimeSpan.FromMinutes(15),
                IsEssential = true,
            };
            oauth.Events = new OAuthEvents
            {
                OnCreatingTicket = context => AddNameClaim(context, provider),
                OnTicketReceived = CompleteSignIn,
                OnRemoteFailure = context =>
                {
                    context.Response.Redirect($"{context.Request.PathBase}/sign-in?refused=office_failed");
                    context.HandleResponse();
                    return Task.CompletedTask;
                },
            };
        });
    }

    private static async Task AddNameClaim(OAuthCreatingTicketContext context, ExternalSignInOptions provider)
    {
        var aborted = context.HttpContext.RequestAborted;
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var response = await context.Backchannel.SendAsync(request, aborted);
        response.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await response.Content.ReadAsStringAsync(aborted));
        var externalName = user.RootElement.GetProperty(provider.NameField).ToString();
        context.Identity!.AddClaim(new(ClaimTypes.NameIdentifier, externalName));
    }

    private static async Task CompleteSignIn(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var (identities, auditLog) =
            (services.GetRequiredService<IdentityGrains>(), services.GetRequiredService<AuditLog>());
        var address = CurrentUser.FromContext(context.HttpContext).RemoteAddress;
        context.HandleResponse();
        if (await CreateSession(context, identities) is not { } session)
        {
            await auditLog.Write(new CurrentUser("", "", null, address), "session.refused", "office");
            context.Response.Redirect($"{context.Request.PathBase}/sign-in?refused=office_unknown");
            return;
        }
        await CookieHandler.ReplaceSession(context.HttpContext, identities, session);
        var account = session.SignedIn.Account;
        await auditLog.Write(
            new CurrentUser(account.Name, Roles.GetRole(account.Role), null, address), "session.enter", "office");
        context.Response.Redirect(
            context.Request.PathBase + (session.SignedIn.Session.RequiresTotp ? "/sign-in" : "/"));
    }

    private static async Task<NewSession?> CreateSession(TicketReceivedContext context, IdentityGrains identities)
    {
        if (context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } externalName
            || await identities.Accounts.Find(null, externalName) is not { } account)
            return null;
        var options = context.HttpContext.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value;
        var requiresTotp = account.TotpSince is not null && !options.ExternalSignIn!.IsMultiFactor;
        return await identities.Accounts.SignIn(
            account.Name, CookieHandler.GetClientInfo(context.HttpContext), null, requiresTotp);
    }
}

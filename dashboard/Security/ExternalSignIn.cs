using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Signing in through the office's own account system: OAuth 2.0, authorization code with PKCE. Who may come in, and as what, is settled here.</summary>
internal static class ExternalSignIn
{
    public const string SchemeName = "office";
    public const string StartPath = "/api/v1/session/office";
    public const string CallbackPath = "/api/v1/session/office/callback";

    public static void AddExternalSignIn(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (configuration.GetSection("Security:ExternalSignIn").Get<ExternalSignInOptions>() is not { } office || office.Validate() is not null) return;
        authentication.Services.AddSingleton<IOptionsChangeTokenSource<OAuthOptions>>(new ConfigurationChangeTokenSource<OAuthOptions>(SchemeName, configuration));
        authentication.AddOAuth(SchemeName, oauth =>
        {
            oauth.ClientId = office.ClientId;
            // As it is now: its file may have been changed since the start.
            oauth.ClientSecret = configuration["Security:ExternalSignIn:ClientSecret"]!;
            oauth.AuthorizationEndpoint = office.AuthorizationEndpoint;
            oauth.TokenEndpoint = office.TokenEndpoint;
            oauth.UserInformationEndpoint = office.UserInformationEndpoint;
            oauth.CallbackPath = CallbackPath;
            oauth.SignInScheme = CookieHandler.SchemeName;
            oauth.UsePkce = true;
            // Its addresses are those that were set: it is not asked elsewhere because it says so.
            oauth.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false };
            foreach (var scope in office.Scopes) oauth.Scope.Add(scope);
            // It is set when the visitor leaves, and comes back with the other system's redirect; nobody signs in so without TLS.
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
                OnCreatingTicket = context => AddNameClaim(context, office),
                OnTicketReceived = SignIn,
                OnRemoteFailure = context =>
                {
                    context.Response.Redirect("/sign-in?refused=office_failed");
                    context.HandleResponse();
                    return Task.CompletedTask;
                },
            };
        });
    }

    private static async Task AddNameClaim(OAuthCreatingTicketContext context, ExternalSignInOptions office)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var answer = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
        context.Identity!.AddClaim(new(ClaimTypes.NameIdentifier, user.RootElement.GetProperty(office.NameField).ToString()));
    }

    private static async Task SignIn(TicketReceivedContext context)
    {
        var doorkeeper = context.HttpContext.RequestServices.GetRequiredService<IdentityGrains>();
        var trail = context.HttpContext.RequestServices.GetRequiredService<AuditLog>();
        var external = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        var from = CurrentUser.FromContext(context.HttpContext).RemoteAddress;
        var doors = context.HttpContext.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value;
        var entered = external is not null && await doorkeeper.Accounts.Find(null, external) is { } account
            ? await doorkeeper.Accounts.SignIn(account.Name, SessionRoutes.GetClientInfo(context.HttpContext), null, owesCode: account.TotpSince is not null && !doors.ExternalSignIn!.IsMultiFactor) : null;
        if (entered is not null)
        {
            await CookieHandler.ReplaceSession(context.HttpContext, doorkeeper, entered);
            await trail.Write(new CurrentUser(entered.SignedIn.Account.Name, Roles.GetRole(entered.SignedIn.Account.Role), null, from), "session.enter", "office");
        }
        else
        {
            await trail.Write(new CurrentUser("", "", null, from), "session.refused", "office");
        }
        context.Response.Redirect(entered is null ? "/sign-in?refused=office_unknown" : entered.SignedIn.Session.OwesCode ? "/sign-in" : "/");
        context.HandleResponse();
    }
}

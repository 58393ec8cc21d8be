using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Signing in through the office's own account system: OAuth 2.0, authorization code with PKCE. Who may come in, and as what, is settled here.</summary>
internal static class Office
{
    public const string Name = "office";
    public const string Beginning = "/api/v1/session/office";
    public const string Callback = "/api/v1/session/office/callback";

    public static void AddOffice(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (configuration.GetSection("Doors:Office").Get<OfficeOptions>() is not { } office || office.Fault() is not null) return;
        authentication.Services.AddSingleton<IOptionsChangeTokenSource<OAuthOptions>>(new ConfigurationChangeTokenSource<OAuthOptions>(Name, configuration));
        authentication.AddOAuth(Name, oauth =>
        {
            oauth.ClientId = office.ClientId;
            // As it is now: its file may have been changed since the start.
            oauth.ClientSecret = configuration["Doors:Office:ClientSecret"]!;
            oauth.AuthorizationEndpoint = office.Authorization;
            oauth.TokenEndpoint = office.Token;
            oauth.UserInformationEndpoint = office.User;
            oauth.CallbackPath = Callback;
            oauth.SignInScheme = CookieHandler.Name;
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
                OnCreatingTicket = context => NameOf(context, office),
                OnTicketReceived = Enter,
                OnRemoteFailure = context =>
                {
                    context.Response.Redirect("/sign-in?refused=office_failed");
                    context.HandleResponse();
                    return Task.CompletedTask;
                },
            };
        });
    }

    private static async Task NameOf(OAuthCreatingTicketContext context, OfficeOptions office)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var answer = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
        context.Identity!.AddClaim(new(ClaimTypes.NameIdentifier, user.RootElement.GetProperty(office.NameField).ToString()));
    }

    private static async Task Enter(TicketReceivedContext context)
    {
        var doorkeeper = context.HttpContext.RequestServices.GetRequiredService<Doorkeeper>();
        var trail = context.HttpContext.RequestServices.GetRequiredService<Trail>();
        var external = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        var from = Visitor.Of(context.HttpContext).From;
        var doors = context.HttpContext.RequestServices.GetRequiredService<IOptions<DoorsOptions>>().Value;
        var entered = external is not null && await doorkeeper.Accounts.Find(null, external) is { } account
            ? await doorkeeper.Accounts.SignIn(account.Name, SessionRoutes.ArrivalOf(context.HttpContext), null, owesCode: account.TotpSince is not null && !doors.Office!.AsksTwice) : null;
        if (entered is not null)
        {
            await CookieHandler.Exchange(context.HttpContext, doorkeeper, entered);
            await trail.Write(new Visitor(entered.SignedIn.Account.Name, Roles.Of(entered.SignedIn.Account.Role), null, from), "session.enter", "office");
        }
        else
        {
            await trail.Write(new Visitor("", "", null, from), "session.refused", "office");
        }
        context.Response.Redirect(entered is null ? "/sign-in?refused=office_unknown" : entered.SignedIn.Session.OwesCode ? "/sign-in" : "/");
        context.HandleResponse();
    }
}

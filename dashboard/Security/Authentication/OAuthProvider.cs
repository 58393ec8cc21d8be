using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Adds external sign-in by OAuth 2.0: authorization code with PKCE, and user information.</summary>
internal static class OAuthProvider
{
    public static void AddOAuthProvider(
        this AuthenticationBuilder authentication, IConfiguration configuration, ExternalSignInOptions provider)
    {
        authentication.Services.AddSingleton<IOptionsChangeTokenSource<OAuthOptions>>(
            new ConfigurationChangeTokenSource<OAuthOptions>(ExternalSignInScheme.SchemeName, configuration));
        authentication.AddOAuth(ExternalSignInScheme.SchemeName, oauth =>
        {
            oauth.ClientId = provider.ClientId;
            // Read again at each change of the configuration, because the secret file can be replaced.
            oauth.ClientSecret = configuration[$"{ExternalSignInScheme.Section}:ClientSecret"]!;
            oauth.AuthorizationEndpoint = provider.AuthorizationEndpoint;
            oauth.TokenEndpoint = provider.TokenEndpoint;
            oauth.UserInformationEndpoint = provider.UserInformationEndpoint;
            oauth.UsePkce = true;
            foreach (var scope in provider.Scopes) oauth.Scope.Add(scope);
            ExternalSignInScheme.Configure(oauth);
            oauth.Events.OnCreatingTicket = context => AddNameClaim(context, provider);
            oauth.Events.OnTicketReceived = context => ExternalSignInScheme.CompleteSignIn(
                context, context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier));
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
}

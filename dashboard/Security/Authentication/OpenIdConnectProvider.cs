using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using IpMonitor.Grains.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>
/// Adds external sign-in by OpenID Connect: discovery, authorization code with PKCE and nonce, and an id token that is
/// verified.
/// </summary>
internal static class OpenIdConnectProvider
{
    private const string ReauthenticationStart = "reauthentication";

    // Sending the code takes a moment, and the provider's servers may differ by a second or two.
    private static readonly TimeSpan ReauthenticationTolerance = TimeSpan.FromSeconds(5);

    public static void AddOpenIdConnectProvider(
        this AuthenticationBuilder authentication, IConfiguration configuration, ExternalSignInOptions provider)
    {
        // A token with a new signing key waits for the keys; otherwise the first sign-in after a change would fail.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", true);
        authentication.Services.AddSingleton<IOptionsChangeTokenSource<OpenIdConnectOptions>>(
            new ConfigurationChangeTokenSource<OpenIdConnectOptions>(ExternalSignInScheme.SchemeName, configuration));
        authentication.AddOpenIdConnect(ExternalSignInScheme.SchemeName, oidc =>
        {
            oidc.Authority = provider.Authority;
            oidc.RequireHttpsMetadata = !new Uri(provider.Authority).IsLoopback;
            oidc.ClientId = provider.ClientId;
            // Read again at each change of the configuration, because the secret file can be replaced.
            oidc.ClientSecret = configuration[$"{ExternalSignInScheme.Section}:ClientSecret"]!;
            oidc.ResponseType = OpenIdConnectResponseType.Code;
            // A form that the provider's page posts would not send cookies with SameSite=Lax.
            oidc.ResponseMode = OpenIdConnectResponseMode.Query;
            oidc.DisableTelemetry = true;
            // How soon new signing keys and the return of the provider are noticed.
            oidc.RefreshInterval = TimeSpan.FromSeconds(10);
            // The provider ends sessions by BackChannelLogout, which needs no cookies.
            oidc.RemoteSignOutPath = default;
            oidc.SignedOutCallbackPath = default;
            if (provider.Scopes.Length > 0) oidc.Scope.Clear();
            foreach (var scope in provider.Scopes.Prepend("openid")) oidc.Scope.Add(scope);
            oidc.MapInboundClaims = false;
            oidc.ClaimActions.Clear();
            oidc.ClaimActions.MapUniqueJsonKey(provider.NameField, provider.NameField);
            oidc.GetClaimsFromUserInfoEndpoint = provider.NameField != "sub";
            // Kept during the request only: CompleteSignIn reads the id token.
            oidc.SaveTokens = true;
            oidc.TokenValidationParameters.IssuerValidator = (issuer, _, _) => IsIssuer(provider, issuer)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException($"The issuer {issuer} is not {provider.Authority}.");
            ExternalSignInScheme.Configure(oidc);
            ExternalSignInScheme.ConfigureCookie(oidc.NonceCookie, "__Host-ipm-office-nonce.");
            oidc.Events.OnMessageReceived = context =>
            {
                // RFC 9207: a response of another provider is not sent to this one.
                if (context.ProtocolMessage.Iss is { Length: > 0 } issuer && !IsIssuer(provider, issuer))
                    context.Fail($"The response comes from {issuer}, not from {provider.Authority}.");
                return Task.CompletedTask;
            };
            oidc.Events.OnTicketReceived = context => CompleteSignIn(context, provider);
        });
    }

    /// <summary>Creates the properties of a sign-in; for a reauthentication, the provider must ask again.</summary>
    public static AuthenticationProperties CreateProperties(bool isReauthentication, TimeProvider time)
    {
        var properties = new OpenIdConnectChallengeProperties();
        if (!isReauthentication) return properties;
        properties.Prompt = OpenIdConnectPrompt.Login;
        properties.MaxAge = TimeSpan.Zero;
        properties.Items[ReauthenticationStart] =
            time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return properties;
    }

    /// <summary>
    /// Returns the address that ends the provider's session and returns to the sign-in page; null if the provider has
    /// none or cannot be reached.
    /// </summary>
    public static async Task<string?> CreateSignOutAddress(HttpContext context, ExternalSession session)
    {
        var services = context.RequestServices;
        var oidc = services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>()
            .Get(ExternalSignInScheme.SchemeName);
        try
        {
            var provider = await oidc.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
            if (provider.EndSessionEndpoint is not { Length: > 0 } endpoint) return null;
            var request = context.Request;
            return new OpenIdConnectMessage
            {
                IssuerAddress = endpoint,
                ClientId = oidc.ClientId,
                IdTokenHint = CreateProtector(services).Unprotect(session.IdToken),
                PostLogoutRedirectUri = $"{request.Scheme}://{request.Host}{request.PathBase}/sign-in",
            }.CreateLogoutRequestUrl();
        }
        catch (Exception fault) when (
            fault is CryptographicException || ExternalSignInScheme.IsUnavailable(fault))
        {
            ExternalSignInScheme.LogFailure(context, "sign_out", fault.Message);
            return null;
        }
    }

    private static Task CompleteSignIn(TicketReceivedContext context, ExternalSignInOptions provider)
    {
        var (user, properties) = (context.Principal!, context.Properties!);
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var issuedAt = ReadTime(user, "iat")!.Value;
        // Both times are those of the provider's clock, which may differ from this one.
        var age = issuedAt - ReadTime(user, "auth_time");
        if (age < TimeSpan.Zero) age = TimeSpan.Zero;
        if (properties.Items.TryGetValue(ReauthenticationStart, out var start)
            && !(age <= now - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(start!, CultureInfo.InvariantCulture))
                + ReauthenticationTolerance))
        {
            context.HandleResponse();
            ExternalSignInScheme.Refuse(context.HttpContext, "office_not_reauthenticated");
            return Task.CompletedTask;
        }
        var session = new ExternalSession(
            user.FindFirstValue("sub")!,
            user.FindFirstValue("sid"),
            issuedAt,
            now - age,
            CreateProtector(services).Protect(properties.GetTokenValue("id_token")!));
        return ExternalSignInScheme.CompleteSignIn(context, user.FindFirstValue(provider.NameField), session);
    }

    private static DateTimeOffset? ReadTime(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    // Providers differ in the slash at the end.
    private static bool IsIssuer(ExternalSignInOptions provider, string issuer) =>
        issuer.TrimEnd('/') == provider.Authority.TrimEnd('/');

    private static IDataProtector CreateProtector(IServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("id token");
}

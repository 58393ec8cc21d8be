using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace IpMonitor.Testing.Hosting;

/// <summary>
/// An OpenID Connect provider: an OpenIddict server without a database, with one client and a page that signs in the
/// user of the query.
/// </summary>
internal sealed class OpenIdConnectServer : IAsyncDisposable
{
    public const string ClientId = "ipmonitor";
    private const string ClientSecret = "between-servers";
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private const string SessionCookie = "provider";
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _usedCodes = new();

    private OpenIdConnectServer(WebApplication app, string issuer) => (_app, Issuer) = (app, issuer);

    public string Issuer { get; }

    /// <summary>The settings of a dashboard that uses it.</summary>
    public string[] Settings => CreateSettings(Issuer);

    /// <summary>Changes the content of each id token before it is signed again; null leaves the tokens alone.</summary>
    public Action<JsonObject>? ChangeIdToken { get; set; }

    /// <summary>Changes each id token after it was signed; null leaves the tokens alone.</summary>
    public Func<string, string>? ForgeIdToken { get; set; }

    /// <summary>The ids of the sessions that were ended at the provider.</summary>
    public ConcurrentQueue<string> EndedSessions { get; } = [];

    private OpenIddictServerOptions Options =>
        _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;

    /// <summary>Returns the settings of a dashboard that uses a provider.</summary>
    public static string[] CreateSettings(string issuer) =>
    [
        "--Security:SignInAttemptsPerAddress=1000", $"--Security:ExternalSignIn:Authority={issuer}",
        $"--Security:ExternalSignIn:ClientId={ClientId}", $"--Security:ExternalSignIn:ClientSecret={ClientSecret}",
    ];

    /// <summary>Starts a provider, by default on a free port.</summary>
    /// <remarks>Its host name makes it another site for a browser.</remarks>
    public static async Task<OpenIdConnectServer> Start(int? port = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var issuer = $"http://localhost:{port ?? TestPort.FindFree()}/";
        builder.WebHost.UseUrls(issuer.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        OpenIdConnectServer? server = null;
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.EnableDegradedMode()
                .SetIssuer(issuer)
                .SetAuthorizationEndpointUris("authorize")
                .SetTokenEndpointUris("token")
                .SetUserInfoEndpointUris("user")
                .SetEndSessionEndpointUris("logout")
                .AllowAuthorizationCodeFlow()
                .RequireProofKeyForCodeExchange()
                .DisableAccessTokenEncryption()
                .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)))
                .AddSigningCredentials(CreateCredentials());
            options.RegisterScopes(Scopes.Profile);
            options.UseAspNetCore()
                .EnableAuthorizationEndpointPassthrough()
                .EnableEndSessionEndpointPassthrough()
                .DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(Validate));
            options.AddEventHandler<ValidateTokenRequestContext>(handler =>
                handler.UseInlineHandler(context => server!.Validate(context)));
            options.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(Validate));
            options.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.SignIn(context.AuthorizationCodePrincipal!);
                return default;
            }));
            options.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.Claims["account"] = $"{context.AccessTokenPrincipal!.GetClaim(Claims.Subject)}@office";
                return default;
            }));
            options.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
            {
                context.Response.IdToken = server!.Rewrite(context.Response.IdToken);
                return default;
            }));
        });
        server = new OpenIdConnectServer(builder.Build(), issuer);
        server._app.UseAuthentication();
        server._app.MapGet("/authorize", server.Authorize);
        server._app.MapGet("/logout", server.EndSession);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Replaces the signing key.</summary>
    public void ReplaceSigningKey()
    {
        Options.SigningCredentials.Clear();
        Options.SigningCredentials.Add(CreateCredentials());
    }

    /// <summary>Creates a logout token for a user or a session, and changes its content before it is signed.</summary>
    public string CreateLogoutToken(string? subject, string? sessionId, Action<JsonObject>? change = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var content = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (subject is not null) content["sub"] = subject;
        if (sessionId is not null) content["sid"] = sessionId;
        change?.Invoke(content);
        return Sign(content);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static SigningCredentials CreateCredentials() => new(
        new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") }, SecurityAlgorithms.RsaSha256);

    private static string ReadContent(string token) => Base64UrlEncoder.Decode(token.Split('.')[1]);

    private string Sign(JsonObject content) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
        .CreateToken(content.ToJsonString(), Options.SigningCredentials[0]);

    private string? Rewrite(string? token)
    {
        if (token is not null && ChangeIdToken is { } change)
        {
            var content = JsonNode.Parse(ReadContent(token))!.AsObject();
            change(content);
            token = Sign(content);
        }
        return token is not null && ForgeIdToken is { } forge ? forge(token) : token;
    }

    private static ValueTask Validate(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != ClientId
            || context.RedirectUri?.EndsWith("/api/v1/session/office/callback", StringComparison.Ordinal) != true)
            context.Reject(Errors.InvalidClient);
        return default;
    }

    private ValueTask Validate(ValidateTokenRequestContext context)
    {
        if (context.Request.ClientSecret != ClientSecret) context.Reject(Errors.InvalidClient);
        else if (!_usedCodes.TryAdd(context.Request.Code!, true)) context.Reject(Errors.InvalidGrant);
        return default;
    }

    private static ValueTask Validate(ValidateEndSessionRequestContext context)
    {
        if (context.IdentityTokenHintPrincipal is null
            || context.PostLogoutRedirectUri?.EndsWith("/sign-in", StringComparison.Ordinal) != true)
            context.Reject(Errors.InvalidRequest);
        return default;
    }

    // The session of this provider is a cookie with user, session and time of authentication.
    private IResult Authorize(HttpContext context, string? user)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (user == "nobody") return Deny();
        var session = request.HasPromptValue(PromptValues.Login) ? null : context.Request.Cookies[SessionCookie];
        if (user is null && session is null) return ShowPage(request);
        if (user is not null)
        {
            session = $"{user} {Guid.NewGuid():N} {DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
            context.Response.Cookies.Append(SessionCookie, session);
        }
        var parts = session!.Split(' ');
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role)
            .SetClaim(Claims.Subject, parts[0])
            .SetClaim("sid", parts[1])
            .SetClaim(Claims.AuthenticationTime, long.Parse(parts[2], CultureInfo.InvariantCulture));
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return Results.SignIn(new(identity), authenticationScheme: Scheme);
    }

    private static IResult Deny() => Results.Forbid(
        new() { Items = { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied } }, [Scheme]);

    private static IResult ShowPage(OpenIddictRequest request)
    {
        var fields =
            from parameter in request.GetParameters()
            let value = HtmlEncoder.Default.Encode($"{parameter.Value}")
            select $"""<input type="hidden" name="{parameter.Key}" value="{value}">""";
        return Results.Content(
            $"""<form>{string.Concat(fields)}<input name="user" aria-label="User"><button>Sign in</button></form>""",
            "text/html");
    }

    private IResult EndSession(HttpContext context)
    {
        var hint = context.GetOpenIddictServerRequest()!.IdTokenHint!;
        EndedSessions.Enqueue(JsonNode.Parse(ReadContent(hint))!["sid"]!.GetValue<string>());
        context.Response.Cookies.Delete(SessionCookie);
        return Results.SignOut(new() { RedirectUri = "/" }, [Scheme]);
    }
}

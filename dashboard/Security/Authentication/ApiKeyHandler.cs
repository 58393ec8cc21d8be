using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Authenticates requests by the header <c>Authorization: ApiKey …</c>, before the body is read.</summary>
internal sealed class ApiKeyHandler(
    BootstrapKey bootstrapKey,
    IdentityGrains identities,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    /// <summary>Name of the authentication scheme, and of the HTTP scheme.</summary>
    public const string SchemeName = "ApiKey";

    /// <summary>Type of the claims that hold the sources under which the key may report.</summary>
    public const string SourceClaim = "source";

    /// <summary>Type of the claims that hold the prefixes of the topics that the key may read.</summary>
    public const string TopicClaim = "topic";

    /// <summary>Returns the credential of a scheme in the header <c>Authorization</c>, or null.</summary>
    public static string? GetCredential(HttpRequest request, string scheme = SchemeName)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith($"{scheme} ", StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..].Trim()
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (GetCredential(Request) is not { } secret) return AuthenticateResult.NoResult();
        if (bootstrapKey.Verify(secret))
            return Success(
            [
                new(ClaimTypes.Name, BootstrapKey.GetDisplayName(secret)),
                new(ClaimTypes.Role, Roles.Bootstrap),
            ]);
        if (await identities.Keys.FindBySecret(secret) is not { } key)
            return AuthenticateResult.Fail("The API key is unknown, expired or revoked.");
        return Success(
        [
            new(ClaimTypes.Name, $"key-{key.Id}"),
            .. KeyScopes.Get(key.Scope).Select(scope => new Claim(ClaimTypes.Role, KeyScopes.GetRole(scope))),
            new(RateLimits.PerMinuteClaim, key.Scope.PerMinute.ToString(CultureInfo.InvariantCulture)),
            .. key.Scope.Sources.Select(source => new Claim(SourceClaim, source)),
            .. key.Scope.Cities.Select(city => new Claim(CurrentUser.CityClaim, city)),
            .. (key.Scope.Topics ?? []).Select(topic => new Claim(TopicClaim, topic)),
        ]);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        var problem = GetCredential(Request) is null
            ? ProblemResults.Create(401, "key_missing")
            : ProblemResults.Create(401, "key_wrong");
        return problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.User.IsInRole(Roles.Bootstrap)
            ? CookieHandler.Forbid(Context)
            : ProblemResults.Create(403, "not_allowed.key_scope", Context.User.Identity?.Name ?? "")
                .ExecuteAsync(Context);

    private static AuthenticateResult Success(Claim[] claims) =>
        AuthenticateResult.Success(
            new(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));
}

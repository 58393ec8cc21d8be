using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Lets in who says <c>Authorization: ApiKey …</c> with a key that fits, before anything of the body is read.</summary>
internal sealed class ApiKeyHandler(
    BootstrapKey first, IdentityGrains doorkeeper, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string SourceClaim = "source";
    public const string RateLimitClaim = "rate";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (GetCredential(Request) is not { } secret) return AuthenticateResult.NoResult();
        if (first.Verify(secret)) return Success([new(ClaimTypes.Name, BootstrapKey.GetDisplayName(secret)), new(ClaimTypes.Role, Roles.BootstrapKey)]);
        if (await doorkeeper.Keys.FindBySecret(secret) is not { } key) return AuthenticateResult.Fail("The key does not fit.");
        return Success(
        [
            new(ClaimTypes.Name, $"key-{key.Id}"),
            new(ClaimTypes.Role, Roles.Machine),
            new(RateLimitClaim, key.Scope.PerMinute.ToString(CultureInfo.InvariantCulture)),
            .. key.Scope.Sources.Select(source => new Claim(SourceClaim, source)),
            .. key.Scope.Cities.Select(city => new Claim(CurrentUser.CityClaim, city)),
        ]);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        var problem = GetCredential(Request) is null
            ? Problems.Create(401, "key_missing")
            : Problems.Create(401, "key_wrong");
        return problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => CookieHandler.Forbid(Context);

    private static AuthenticateResult Success(Claim[] claims) => AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));

    /// <summary>Returns the credential that a request sends by a scheme, <c>ApiKey</c> unless another is named; null without one.</summary>
    public static string? GetCredential(HttpRequest request, string scheme = SchemeName) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith($"{scheme} ", StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..].Trim()
            : null;
}

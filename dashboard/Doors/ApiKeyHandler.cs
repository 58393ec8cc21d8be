using System.Security.Claims;
using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Lets in who says <c>Authorization: ApiKey …</c> with a key that fits, before anything of the body is read.</summary>
internal sealed class ApiKeyHandler(
    IngestKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyIn(Request) is not { } key) return Task.FromResult(AuthenticateResult.NoResult());
        if (!keys.Fits(key)) return Task.FromResult(AuthenticateResult.Fail("The key does not fit."));
        var sender = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, IngestKeys.NameOf(key)), new Claim(ClaimTypes.Role, "ingest")], Name));
        return Task.FromResult(AuthenticateResult.Success(new(sender, Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Name;
        var problem = KeyIn(Request) is null
            ? Problems.Of(401, "key_missing", "需要填报密钥：请加上请求头 Authorization: ApiKey <密钥>，密钥在首次启动时显示。")
            : Problems.Of(401, "key_wrong", "填报密钥不对：请核对，或向系统管理员索取。");
        return problem.ExecuteAsync(Context);
    }

    private static string? KeyIn(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith($"{Name} ", StringComparison.OrdinalIgnoreCase)
            ? header[(Name.Length + 1)..].Trim()
            : null;
}

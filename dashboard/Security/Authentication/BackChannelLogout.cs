using System.Text.Json;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Ends the sessions that the provider has ended (OpenID Connect Back-Channel Logout 1.0).</summary>
/// <remarks>
/// A repeated token is answered in the same way, since its first answer may have been lost, and ends nothing that was
/// started after it was issued.
/// </remarks>
internal static class BackChannelLogout
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan MaxTokenAge = TimeSpan.FromMinutes(10);

    /// <summary>Handles a request of the provider, whose form holds a signed logout token.</summary>
    public static async Task<IResult> EndSessions(
        HttpContext context,
        IAuthenticationSchemeProvider schemes,
        IOptionsMonitor<OpenIdConnectOptions> options,
        IdentityGrains identities,
        AuditLog auditLog,
        TimeProvider time)
    {
        var scheme = await schemes.GetSchemeAsync(ExternalSignInScheme.SchemeName);
        if (scheme?.HandlerType != typeof(OpenIdConnectHandler)) return ProblemResults.NotFound();
        var oidc = options.Get(ExternalSignInScheme.SchemeName);
        try
        {
            await oidc.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        }
        catch (Exception fault) when (ExternalSignInScheme.IsUnavailable(fault))
        {
            return ProblemResults.Create(503, "office_unavailable");
        }
        var (token, reason) = await Read(context.Request, oidc, time);
        if (token is null)
        {
            ExternalSignInScheme.LogFailure(context, "logout_token_invalid", reason);
            // The error that the specification names.
            return ProblemResults.Create(
                400, "logout_token_invalid", new Dictionary<string, object?> { ["error"] = "invalid_request" });
        }
        var ended = await identities.Accounts.EndExternalSessions(token.Subject, token.SessionId, token.IssuedAt);
        var provider = new CurrentUser("", "", null, CurrentUser.FromContext(context).RemoteAddress);
        foreach (var account in ended)
            await auditLog.Write(context, "session.end", account, after: "office", user: provider);
        return TypedResults.Ok(new EndedSessionsResponse(ended.Length));
    }

    private static async Task<(LogoutToken? Token, string Reason)> Read(
        HttpRequest request, OpenIdConnectOptions oidc, TimeProvider time)
    {
        if (!request.HasFormContentType) return (null, "The body is no form.");
        string text;
        try
        {
            text = (await request.ReadFormAsync(request.HttpContext.RequestAborted))["logout_token"].ToString();
        }
        catch (InvalidDataException fault)
        {
            return (null, fault.Message);
        }
        var parameters = oidc.TokenValidationParameters.Clone();
        parameters.ConfigurationManager = oidc.ConfigurationManager as BaseConfigurationManager;
        // Older versions of the specification know no expiry; the age is limited below.
        parameters.RequireExpirationTime = false;
        var result = await oidc.TokenHandler.ValidateTokenAsync(text, parameters);
        if (!result.IsValid) return (null, result.Exception.Message);
        var token = (JsonWebToken)result.SecurityToken;
        var now = time.GetUtcNow();
        var (subject, sessionId) = (ReadText(token, "sub"), ReadText(token, "sid"));
        if (!token.TryGetPayloadValue<JsonElement>("events", out var events)
            || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(LogoutEvent, out _))
            return (null, "The token is no logout token.");
        if (token.TryGetPayloadValue<object>("nonce", out _)) return (null, "The token has a nonce.");
        if (ReadText(token, "jti") is null) return (null, "The token has no id.");
        if (subject is null && sessionId is null) return (null, "The token names neither user nor session.");
        var issuedAt = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero);
        return issuedAt < now - MaxTokenAge || issuedAt > now + parameters.ClockSkew
            ? (null, "The token is too old or not valid yet.")
            : (new(subject, sessionId, issuedAt), "");
    }

    private static string? ReadText(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var text) && text.Length > 0 ? text : null;

    /// <summary>The accounts whose sessions ended.</summary>
    internal sealed record EndedSessionsResponse(int Ended);

    private sealed record LogoutToken(string? Subject, string? SessionId, DateTimeOffset IssuedAt);
}

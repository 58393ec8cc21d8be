using IpMonitor.Dashboard.Security.Authentication;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Credentials with which a live connection was opened.</summary>
/// <remarks>A browser may also send credentials that were not used, such as the cookie of an expired session.</remarks>
internal sealed class ConnectionCredentials(HttpContext context)
{
    private readonly string? _apiKey =
        context.User.IsInRole(Roles.Machine) || context.User.IsInRole(Roles.Reader)
            ? ApiKeyHandler.GetCredential(context.Request)
            : null;

    private readonly string? _sessionToken = context.User.HasClaim(claim => claim.Type == CookieHandler.SessionClaim)
        ? CookieHandler.GetSessionToken(context)
        : null;

    private readonly (string Id, string Token)? _screen = CookieHandler.GetScreenCredential(context);

    /// <summary>Returns true if the credentials are still valid.</summary>
    public async Task<bool> AreValid(IdentityGrains identities)
    {
        if (_apiKey is not null) return await identities.Keys.FindBySecret(_apiKey) is not null;
        if (_sessionToken is not null) return await identities.Accounts.FindSession(_sessionToken) is not null;
        return _screen is not { } screen || await identities.Screens.VerifyToken(screen.Id, screen.Token);
    }
}

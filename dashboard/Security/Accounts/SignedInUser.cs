using IpMonitor.Dashboard.Security.Authentication;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Reads the account and session of a signed-in caller.</summary>
internal static class SignedInUser
{
    /// <summary>Returns the name of the caller's account.</summary>
    public static string GetAccountName(HttpContext context) => context.User.Identity!.Name!;

    /// <summary>Returns the id of the caller's session.</summary>
    public static string GetSessionId(HttpContext context) =>
        context.User.FindFirst(CookieHandler.SessionClaim)!.Value;
}

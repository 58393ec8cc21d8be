using System.Net;
using System.Security.Claims;

namespace IpMonitor.Dashboard.Security;

/// <summary>The caller of a request.</summary>
/// <param name="Name">Name of the account, key or screen; empty if the caller is anonymous.</param>
/// <param name="Role">One of <see cref="Roles"/>; empty if the caller is anonymous.</param>
/// <param name="City">Code of the only city that the caller may access; null if there is no such limit.</param>
/// <param name="RemoteAddress">IP address of the caller.</param>
internal sealed record CurrentUser(string Name, string Role, string? City, string RemoteAddress)
{
    private static readonly HashSet<string> ProxyHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forwarded", "Via", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP",
    };

    /// <summary>Type of the claim that holds the code of a city.</summary>
    public const string CityClaim = "city";

    /// <summary>Identifies the caller in limits per caller: the name, or the address if anonymous.</summary>
    public string LimitKey => Name.Length > 0 ? Name : RemoteAddress;

    /// <summary>Returns the caller of the current request.</summary>
    public static CurrentUser FromContext(HttpContext context) => new(
        context.User.Identity?.Name ?? "",
        context.User.FindFirstValue(ClaimTypes.Role) ?? "",
        context.User.FindFirstValue(CityClaim),
        (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString());

    /// <summary>Returns true if the request comes from this machine and was not forwarded by a proxy.</summary>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.Keys.Any(IsProxyHeader);

    /// <summary>Returns true if the caller may submit, correct and read events of a city.</summary>
    public bool MayAccessCity(string city) => City is null || City == city;

    // The forwarded-headers middleware keeps the original values of a trusted proxy under X-Original.
    private static bool IsProxyHeader(string header) =>
        ProxyHeaders.Contains(header)
        || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X_Forwarded_", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase);
}

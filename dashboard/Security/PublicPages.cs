using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Decides which page groups are shown without an account: the configured ones, and all of them to local requests in
/// demo mode.
/// </summary>
internal sealed class PublicPages(IOptions<SecurityOptions> options, StartupSettings settings)
{
    /// <summary>Returns the page groups that are public for a request.</summary>
    public IEnumerable<PageGroup> GetPublicGroups(HttpContext? context) =>
        Enum.GetValues<PageGroup>().Where(pages => IsPublic(pages, context));

    /// <summary>Returns true if a page group is public for a request.</summary>
    /// <param name="pages">The page group.</param>
    /// <param name="resource">An <see cref="HttpContext"/> or a <see cref="HubInvocationContext"/>.</param>
    public bool IsPublic(PageGroup pages, object? resource) =>
        options.Value.Public.Contains(pages) || IsLocalDemo(resource);

    /// <summary>Returns true if any page group is public for a request.</summary>
    /// <param name="resource">An <see cref="HttpContext"/> or a <see cref="HubInvocationContext"/>.</param>
    public bool HasAny(object? resource) => options.Value.Public.Length > 0 || IsLocalDemo(resource);

    /// <summary>
    /// Returns true for a local request in demo mode, by a name of this machine: another site may resolve its own name
    /// to this machine (DNS rebinding).
    /// </summary>
    /// <param name="resource">An <see cref="HttpContext"/> or a <see cref="HubInvocationContext"/>.</param>
    public bool IsLocalDemo(object? resource) =>
        settings.IsDemo && GetHttpContext(resource) is { } context
        && CurrentUser.IsLocal(context) && IsLoopback(context.Request.Host.Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static HttpContext? GetHttpContext(object? resource) => resource switch
    {
        HttpContext context => context,
        HubInvocationContext invocation => invocation.Context.GetHttpContext(),
        _ => null,
    };
}

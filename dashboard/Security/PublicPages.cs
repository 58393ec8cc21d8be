using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>What may be looked at without an account: what is configured; in a demo everything, from the same machine.</summary>
internal sealed class PublicPages(IOptions<SecurityOptions> doors, Settings settings)
{
    /// <summary>The groups that are open to who asks.</summary>
    public IEnumerable<PageGroup> GetPublicGroups(HttpContext? asking) => Enum.GetValues<PageGroup>().Where(pages => IsPublic(pages, asking));

    public bool IsPublic(PageGroup pages, object? asked) => doors.Value.Public.Contains(pages) || IsLocalDemo(asked);

    public bool HasAny(object? asked) => doors.Value.Public.Length > 0 || IsLocalDemo(asked);

    /// <summary>Whether this is a demo, and who asks is at the machine itself.</summary>
    public bool IsLocalDemo(object? asked) =>
        settings.IsDemo && GetHttpContext(asked) is { } context && CurrentUser.IsLocal(context);

    private static HttpContext? GetHttpContext(object? asked) => asked switch
    {
        HttpContext context => context,
        HubInvocationContext call => call.Context.GetHttpContext(),
        _ => null,
    };
}

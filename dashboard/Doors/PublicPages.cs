using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Doors;

/// <summary>What may be looked at without an account: what is configured; in a demo everything, from the same machine.</summary>
internal sealed class PublicPages(IOptions<DoorsOptions> doors, Settings settings)
{
    /// <summary>The groups that are open to who asks.</summary>
    public IEnumerable<PageGroup> Of(HttpContext? asking) => Enum.GetValues<PageGroup>().Where(pages => Has(pages, asking));

    public bool Has(PageGroup pages, object? asked) => doors.Value.Public.Contains(pages) || IsDemoHere(asked);

    public bool Any(object? asked) => doors.Value.Public.Length > 0 || IsDemoHere(asked);

    /// <summary>Whether this is a demo, and who asks is at the machine itself.</summary>
    public bool IsDemoHere(object? asked) =>
        settings.Demo && ContextOf(asked) is { } context && Visitor.IsHere(context);

    private static HttpContext? ContextOf(object? asked) => asked switch
    {
        HttpContext context => context,
        HubInvocationContext call => call.Context.GetHttpContext(),
        _ => null,
    };
}

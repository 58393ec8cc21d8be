using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests;

/// <summary>The hub's messages on their way from the server to a page, to be changed, held back or forged.</summary>
internal sealed partial class Wire
{
    private const char End = '\x1e';
    private IWebSocketRoute? _page;

    /// <summary>What becomes of a message of the server; null when it is lost.</summary>
    public Func<string, string?> Pass { get; set; } = message => message;

    /// <summary>Stands between a page that is not open yet and its server.</summary>
    public static async Task<Wire> Before(IPage page)
    {
        var wire = new Wire();
        await page.RouteWebSocketAsync(Hub(), route =>
        {
            wire._page = route;
            route.ConnectToServer().OnMessage(frame => wire.Send([.. frame.Text!.Split(End, StringSplitOptions.RemoveEmptyEntries).Select(wire.Pass).OfType<string>()]));
        });
        return wire;
    }

    /// <summary>Sends the page messages as if they were the server's.</summary>
    public void Send(params string[] messages)
    {
        if (messages.Length > 0) _page!.Send(string.Concat(messages.Select(message => message + End)));
    }

    /// <summary>Cuts the connection.</summary>
    public Task Cut() => _page!.CloseAsync();

    [GeneratedRegex("/hubs/monitor")]
    private static partial Regex Hub();
}

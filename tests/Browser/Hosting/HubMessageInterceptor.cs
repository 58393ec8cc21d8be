using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>The hub's messages on their way from the server to a page, to be changed, held back or forged.</summary>
internal sealed partial class HubMessageInterceptor
{
    private const char RecordSeparator = '\x1e';
    private IWebSocketRoute? _page;

    /// <summary>What becomes of a message of the server; null when it is lost.</summary>
    public Func<string, string?> Transform { get; set; } = message => message;

    /// <summary>Stands between a page that is not open yet and its server.</summary>
    public static async Task<HubMessageInterceptor> Attach(IPage page)
    {
        var wire = new HubMessageInterceptor();
        await page.RouteWebSocketAsync(HubPath(), route =>
        {
            wire._page = route;
            route.ConnectToServer().OnMessage(frame => wire.Send([.. frame.Text!.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries).Select(wire.Transform).OfType<string>()]));
        });
        return wire;
    }

    /// <summary>Sends the page messages as if they were the server's.</summary>
    public void Send(params string[] messages)
    {
        if (messages.Length > 0) _page!.Send(string.Concat(messages.Select(message => message + RecordSeparator)));
    }

    /// <summary>Cuts the connection.</summary>
    public Task CloseConnection() => _page!.CloseAsync();

    [GeneratedRegex("/hubs/monitor")]
    private static partial Regex HubPath();
}

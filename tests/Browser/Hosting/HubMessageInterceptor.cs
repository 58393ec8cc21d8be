using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Intercepts the hub's messages from the server to a page, to change, drop or forge them.</summary>
internal sealed partial class HubMessageInterceptor
{
    private const char RecordSeparator = '\x1e';
    private IWebSocketRoute? _page;

    /// <summary>Transforms a message of the server; null drops it.</summary>
    public Func<string, string?> Transform { get; set; } = message => message;

    /// <summary>Intercepts the hub connections that a page will open.</summary>
    public static async Task<HubMessageInterceptor> Attach(IPage page)
    {
        var interceptor = new HubMessageInterceptor();
        await BrowserSession.UseOwnConnection(page);
        await page.RouteWebSocketAsync(HubPath(), route =>
        {
            interceptor._page = route;
            route.ConnectToServer().OnMessage(frame => interceptor.Forward(frame.Text!));
        });
        return interceptor;
    }

    /// <summary>Sends messages to the page in the name of the server.</summary>
    public void Send(params string[] messages)
    {
        if (messages.Length > 0) _page!.Send(string.Concat(messages.Select(message => message + RecordSeparator)));
    }

    /// <summary>Closes the page's connection.</summary>
    public Task CloseConnection() => _page!.CloseAsync();

    private void Forward(string frame)
    {
        var messages = frame.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries);
        Send([.. messages.Select(Transform).OfType<string>()]);
    }

    [GeneratedRegex("/hubs/monitor")]
    private static partial Regex HubPath();
}

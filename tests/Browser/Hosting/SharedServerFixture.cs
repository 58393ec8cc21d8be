using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A server shared by the tests of a class; each test uses periods of its own.</summary>
public sealed class SharedServerFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Cookie> _sessions = [];

    internal DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DashboardHost.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Opens a page in the session of an account, which its first use creates.</summary>
    /// <remarks>The server limits the sign-in attempts of an address.</remarks>
    internal async Task<IPage> OpenSignedInPage(
        BrowserSession browser, string path, string name, string role, string? city = null)
    {
        if (!_sessions.TryGetValue(name, out var cookie))
        {
            using var accounts = new TestAccounts(Server);
            _sessions[name] = cookie = await accounts.CreateSession(name, role, city);
        }
        var page = await browser.Open(new Uri("about:blank"));
        await page.Context.AddCookiesAsync([cookie]);
        await page.GotoAsync(new Uri(Server.Address, path).ToString());
        return page;
    }
}

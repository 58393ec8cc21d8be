using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A server shared by the tests of a class; each test uses periods of its own.</summary>
public sealed class SharedServerFixture : IAsyncLifetime
{
    internal DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DashboardHost.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

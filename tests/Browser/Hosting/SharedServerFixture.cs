using IpMonitor.Testing.Hosting;


namespace IpMonitor.BrowserTests.Hosting;

/// <summary>One server for a class of tests, each of which uses years of its own.</summary>
public sealed class SharedServerFixture : IAsyncLifetime
{
    internal DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DashboardHost.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

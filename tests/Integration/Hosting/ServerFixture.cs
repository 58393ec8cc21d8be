using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>An empty server shared by the tests of a class; each test uses its own ids and metrics.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DashboardHost.Start();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

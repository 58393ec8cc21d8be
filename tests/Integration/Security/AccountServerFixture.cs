using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>
/// A server that requires an account, shared by the tests of a class; it allows any number of sign-ins per address.
/// </summary>
public sealed class AccountServerFixture : IAsyncLifetime
{
    internal DashboardHost Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await DashboardHost.StartPrivate("--Security:SignInAttemptsPerAddress=100000");

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

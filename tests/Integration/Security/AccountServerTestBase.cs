using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A server per test that requires an account, and its administrator.</summary>
public abstract class AccountServerTestBase(params string[] arguments) : IAsyncLifetime
{
    /// <summary>Allows any number of sign-ins per address.</summary>
    protected const string UnlimitedAttempts = "--Security:SignInAttemptsPerAddress=100000";

    private protected DashboardHost Server { get; private set; } = null!;

    private protected ApiClient Admin { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await DashboardHost.StartPrivate(arguments);
        Admin = await ApiClient.CreateAdmin(Server);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Admin.Dispose();
        await Server.DisposeAsync();
    }
}

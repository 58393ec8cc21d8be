using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A server that requires an account, and a new session of its administrator for each test.</summary>
/// <remarks>The tests of a class share the server: each uses its own accounts, API keys and screens.</remarks>
public abstract class AccountServerTestBase(AccountServerFixture fixture)
    : IClassFixture<AccountServerFixture>, IAsyncLifetime
{
    private protected DashboardHost Server => fixture.Server;

    private protected ApiClient Admin { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Admin = await ApiClient.CreateAdmin(Server);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Admin.Dispose();
        return ValueTask.CompletedTask;
    }
}

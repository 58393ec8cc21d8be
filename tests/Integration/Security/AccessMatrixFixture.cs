using System.Net;
using System.Net.Http.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A server that requires an account, with a client of every role.</summary>
public sealed class AccessMatrixFixture : IAsyncLifetime
{
    private readonly Dictionary<string, (string Name, string Password)> _accounts = [];

    internal DashboardHost Server { get; private set; } = null!;

    /// <summary>A client of each role, and an anonymous one.</summary>
    internal Dictionary<string, ApiClient> Clients { get; } = [];

    /// <summary>A bureau of another city than that of <see cref="Roles.Bureau"/>.</summary>
    internal ApiClient OtherBureau { get; private set; } = null!;

    /// <summary>The screen of the client <see cref="Roles.Screen"/>; its playlist has a ranking and the feed.</summary>
    internal string Screen { get; private set; } = "";

    internal string OtherScreen { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await DashboardHost.StartPrivate("--Security:SignInAttemptsPerAddress=100000");
        var admin = await ApiClient.CreateAdmin(Server);
        (Clients[Roles.Province], Clients[AccessMatrix.Anonymous], Clients[Roles.Bootstrap]) =
            (admin, new(Server.Address), new(Server.Address, DashboardServer.Key));
        _accounts[Roles.Province] = ("admin", DashboardServer.AdminPassword);
        foreach (var role in (string[])[Roles.Reviewer, Roles.Organizer, Roles.Auditor])
            await AddAccount(role, role);
        await AddAccount(Roles.Bureau, "zibo", "370300");
        OtherBureau = await admin.CreateAccountAndSignIn(Server, "jinan", Roles.Bureau, "370100");
        var password = await admin.CreateAccount("new", Roles.Reviewer);
        _accounts[Roles.PendingSetup] = ("new", password);
        Clients[Roles.PendingSetup] = await ApiClient.CreateSignedIn(Server, "new", password);
        Clients[Roles.Machine] = await admin.CreateApiKeyClient(["zibo-system"], ["370300"]);
        Clients[Roles.Reader] = await admin.CreateReadingKeyClient();
        (Clients[Roles.Screen], Screen) = await admin.PairScreen();
        (var other, OtherScreen) = await admin.PairScreen();
        other.Dispose();
        using var updated = await admin.Http.PutAsJsonAsync($"/api/v1/screens/{Screen}", new
        {
            version = 1,
            name = "大厅",
            group = "",
            language = "zh-CN",
            safeArea = 2,
            scenes = new object[]
            {
                new { id = "a", kind = "ranking", seconds = 30, metric = "patent.granted" },
                new { id = "b", kind = "feed", seconds = 30 },
            },
        });
        Assert.Equal(HttpStatusCode.OK, updated.StatusCode);

        async Task AddAccount(string role, string name, string? city = null)
        {
            Clients[role] = await admin.CreateAccountAndSignIn(Server, name, role, city);
            _accounts[role] = (name, ApiClient.Password);
        }
    }

    /// <summary>Signs all accounts in again, which also counts as reauthentication.</summary>
    internal async Task SignInAgain()
    {
        foreach (var (role, (name, password)) in _accounts)
        {
            using var response = await Clients[role].SignIn(name, password);
            Assert.True(response.IsSuccessStatusCode, $"{role}: {response.StatusCode}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients.Values.Append(OtherBureau)) client.Dispose();
        await Server.DisposeAsync();
    }
}

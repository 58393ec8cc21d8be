using System.Net;
using System.Net.Http.Json;
using System.Text;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Tries every operation and topic as every role and anonymously.</summary>
public sealed class AccessMatrixTests : IAsyncLifetime
{
    private readonly Dictionary<string, ApiClient> _clients = [];
    private DashboardServer _server = null!;
    private string _screen = "";
    private string _otherScreen = "";

    public async ValueTask InitializeAsync()
    {
        _server = await DashboardHost.StartPrivate("--Security:SignInAttemptsPerAddress=100000");
        var admin = await ApiClient.CreateAdmin(_server);
        (_clients[Roles.Province],
            _clients[AccessMatrix.Anonymous],
            _clients[Roles.Bootstrap]) = (admin, new(_server.Address), new(_server.Address, DashboardServer.Key));
        foreach (var role in (string[])[Roles.Reviewer, Roles.Organizer, Roles.Auditor])
            _clients[role] = await admin.CreateAccountAndSignIn(_server, role, role);
        _clients[Roles.Bureau] = await admin.CreateAccountAndSignIn(_server, "zibo", Roles.Bureau, "370300");
        _clients[Roles.PendingSetup] = await ApiClient.CreateSignedIn(
            _server, "new", await admin.CreateAccount("new", Roles.Reviewer));
        _clients[Roles.Machine] = await admin.CreateApiKeyClient(["zibo-system"], ["370300"]);
        _clients[Roles.Reader] = await admin.CreateReadingKeyClient();
        (_clients[Roles.Screen], _screen) = await admin.PairScreen();
        (var other, _otherScreen) = await admin.PairScreen();
        other.Dispose();
        using var updated = await admin.Http.PutAsJsonAsync($"/api/v1/screens/{_screen}", new
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
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_operation_is_allowed_for_its_roles_only()
    {
        Assert.Equal(Roles.All.Append(AccessMatrix.Anonymous).Order(), _clients.Keys.Order());
        var described = (await _clients[Roles.Province].Http.GetJson("/openapi/v1.json"))
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(
                path => path.Value.EnumerateObject().Select(operation =>
                    $"{operation.Name.ToUpperInvariant()} {path.Name}")).Order().ToList();
        Assert.Equal(AccessMatrix.Operations.Keys.Order(), described);

        var faults = new List<string>();
        // Signing out ends the session, so it comes last.
        foreach (var (operation, allowedRoles) in AccessMatrix.Operations.OrderBy(
            rule => rule.Key == "DELETE /api/v1/session"))
            foreach (var (role, client) in _clients)
            {
                var status = await Call(client, operation);
                var isAsExpected = allowedRoles.Contains(role)
                    ? status is not (401 or 403)
                    : role is AccessMatrix.Anonymous ? status == 401 : status is 401 or 403;
                // An empty sign-in is refused with 401 too.
                if (!isAsExpected
                    && !(operation == "POST /api/v1/session"
                        && status == 401)) faults.Add($"{operation} as {role}: {status}");
            }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_topic_is_allowed_for_its_roles_only()
    {
        var faults = new List<string>();
        foreach (var (role, caller) in _clients)
        {
            var mayConnect = AccessMatrix.Operations["GET /api/v1/about"].Contains(role);
            MonitorConnection client;
            try
            {
                client = await MonitorConnection.Connect(_server, caller);
            }
            catch (System.Net.WebSockets.WebSocketException) when (!mayConnect)
            {
                continue;
            }
            await using var _ = client;
            if (!mayConnect) faults.Add($"{role} connected");
            foreach (var (topic, allowedRoles) in AccessMatrix.Topics)
            {
                string? error = null;
                try
                {
                    await client.Subscribe(
                        topic.Replace("{own}", _screen, StringComparison.Ordinal)
                            .Replace("{other}", _otherScreen, StringComparison.Ordinal));
                }
                catch (HubException fault)
                {
                    error = fault.Message;
                }
                if (error is null != allowedRoles.Contains(role)) faults.Add($"{topic} as {role}: {error ?? "shown"}");
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_bureau_reads_events_of_its_own_city_only()
    {
        using var _ = await _clients[Roles.Bootstrap].Http.PostEvents(
            new { id = "z1", source = "s", city = "370300", metric = "pledge.count", value = 1, date = "2025-01-02" },
            new { id = "j1", source = "s", city = "370100", metric = "pledge.count", value = 1, date = "2025-01-02" });
        var bureau = _clients[Roles.Bureau].Http;
        foreach (var open in (string[])[
            "/api/v1/events?city=370300", "/api/v1/events.csv?city=370300", "/api/v1/events/history?source=s&id=z1",
            "/api/v1/cities/370300/corrections", "/api/v1/cities/370100"
        ])
            Assert.Equal((open, HttpStatusCode.OK), (open, (await bureau.GetAsync(open)).StatusCode));
        foreach (var shut in (string[])["/api/v1/events", "/api/v1/events?city=370100", "/api/v1/events.csv",
            "/api/v1/events.xlsx",
            "/api/v1/events?batch=x", "/api/v1/events?source=s&id=z1", "/api/v1/events.csv?source=s&id=none",
            "/api/v1/events/history?source=s&id=j1", "/api/v1/events/history?city=370300&source=s&id=j1",
            "/api/v1/cities/370100/corrections"])
            Assert.Equal((shut, (403, "city_not_yours")), (shut, await (await bureau.GetAsync(shut)).ReadProblem()));
    }

    private async Task<int> Call(ApiClient client, string operation)
    {
        var (method, path) = operation.Split(' ') switch { var parts => (parts[0], parts[1]) };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["code"] = "370300",
            ["metric"] = "patent.granted",
            ["document"] = "campaigns.json",
            ["session"] = "none",
            ["name"] = "none",
            ["id"] = operation.StartsWith("GET /api/v1/screens", StringComparison.Ordinal) ? _screen : "none",
        })
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        // A bureau queries its own city; other cities are covered by a separate test.
        using var request = new HttpRequestMessage(new(method), new Uri($"{path}?city=370300", UriKind.Relative));
        if (method != "GET") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.Http.SendAsync(request);
        return (int)response.StatusCode;
    }
}

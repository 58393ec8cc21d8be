using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using IpMonitor.Dashboard.Logging;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Logging;

/// <summary>Log lines about refused requests, in text and JSON, and the export to a collector.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Rate_limited_requests_are_logged_once_per_minute()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        using ApiClient busy = await admin.CreateApiKeyClient(
            ["a"], [], perMinute: 2), other = await admin.CreateApiKeyClient(["b"], [], perMinute: 1);
        for (var i = 0; i < 6; i++) await busy.Http.GetAsync("/api/v1/metrics");
        for (var i = 0; i < 2; i++) await other.Http.GetAsync("/api/v1/cities");
        Assert.True(await server.WaitForOutput("Refused with 429: GET /api/v1/cities, by key-"), server.Output);
        Assert.Single(server.Output.Split("Refused with 429: GET /api/v1/metrics, by key-").Skip(1));
    }

    [Fact]
    public async Task Refused_connections_and_topics_are_logged_once_per_minute()
    {
        await using var server = await DashboardHost.StartPrivate("--Live:Limits:ConnectionsPerAccount=1");
        using var admin = await ApiClient.CreateAdmin(server);
        using var bureau = await admin.CreateAccountAndSignIn(server, "zibo", Roles.Bureau, "370300");
        await using var one = await MonitorConnection.Connect(server, bureau);
        for (var i = 0; i < 2; i++)
            Assert.StartsWith("not_allowed", Reason(await one.SubscribeExpectingError("screens")));
        await using var two = await MonitorConnection.Connect(server, bureau);
        Assert.Contains("too_many_connections", await two.Closed);
        Assert.True(
            await server.WaitForOutput("Refused with 429: GET /hubs/monitor, by zibo (bureau) from "), server.Output);
        Assert.Single(server.Output.Split("Refused with 403: GET /hubs/monitor, by zibo (bureau) from ").Skip(1));

        static string Reason(string error) => error.Split("HubException: ")[^1];
    }

    [Fact]
    public async Task Rejected_rows_are_logged_in_one_line_without_their_content()
    {
        await using var server = await DashboardProcess.Start(
            new TestServerOptions { IsPublic = false, Arguments = ["--IPM_LOGS=json"] });
        using var admin = await ApiClient.CreateAdmin(server);
        using var keyClient = await admin.CreateApiKeyClient(["zibo-system"], ["370300"]);
        using var response = await keyClient.Http.PostEvents(
            Event("1", "370300"),
            Event("secret-2", "370100"),
            Event("secret-3", "370100"),
            Event("secret-4", "nowhere"));
        var line = await RowsOf(server, "/api/v1/events");
        Assert.Equal("Warning", line.GetProperty("@l").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$", line.GetProperty("@t").GetString());
        Assert.StartsWith("key-", line.GetProperty("Who").GetString());
        Assert.Equal((3, "city_not_yours"), Refused(line));
        Assert.DoesNotContain("secret-", server.Output);

        using var entered = await admin.Http.PostAsJsonAsync(
            "/api/v1/submissions",
            new
            {
                id = "typed",
                rows = new[] { new { city = "370300", metric = "none", value = 1, date = "2025-01-02" } },
            });
        Assert.Equal((1, "metric_unknown"), Refused(await RowsOf(server, "/api/v1/submissions")));
        using var file = await admin.Http.PostAsync(
            "/api/v1/imports?form=events", new StringContent("市,指标,数值,日期\n无此市,走访企业,3,2025-01-02\n"));
        Assert.Equal((1, "city_unknown"), Refused(await RowsOf(server, "/api/v1/imports")));
    }

    [Fact]
    public async Task Logs_are_exported_to_the_configured_collector()
    {
        await using var collector = await OtlpCollector.Start();
        await using var server = await DashboardHost.StartPrivate(collector.Settings);
        using var anonymous = new ApiClient(server.Address);
        using var wrong = await anonymous.SignIn("no such name", "not the password");
        await collector.WaitForText("Refused with 401: POST /api/v1/session", "ipmonitor", "RefusalLog");
        Assert.Equal("Bearer of the office", collector.Authorization);
    }

    [Fact]
    public async Task A_remote_collector_without_TLS_is_refused()
    {
        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DashboardHost.Start("--OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example.cn:4318"));
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT：", stopped.Message);
    }

    [Fact]
    public async Task An_export_to_an_unresponsive_collector_times_out()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new HttpClient(
            new ExportTimeoutHandler(TimeSpan.FromMilliseconds(50)))
        { Timeout = Timeout.InfiniteTimeSpan };
        await Assert.ThrowsAsync<TaskCanceledException>(() =>
            client.GetAsync(new Uri($"http://{silent.LocalEndpoint}/")));
    }

    private static (int Rows, string? Codes) Refused(JsonElement line) =>
        (line.GetProperty("Rows").GetInt32(), line.GetProperty("Codes").GetString());

    // Returns the only log line about rows posted to a path.
    private static async Task<JsonElement> RowsOf(DashboardServer server, string path)
    {
        Assert.True(await server.WaitForOutput($"\"Path\":\"{path}\""), server.Output);
        return JsonDocument.Parse(
            server.Output.Split('\n').Single(line =>
                line.Contains($"\"Path\":\"{path}\"", StringComparison.Ordinal))).RootElement;
    }

    private static object Event(string id, string city) =>
        new { id, source = "zibo-system", city, metric = "pledge.count", value = 1, date = "2025-01-02" };
}

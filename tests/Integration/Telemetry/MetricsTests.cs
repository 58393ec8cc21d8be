using System.Net;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Telemetry;

/// <summary>The Prometheus endpoint <c>/metrics</c>.</summary>
public sealed class MetricsTests
{
    // A separate process: within one process, the exporter of each server listens to the meters of all.
    [Fact]
    public async Task Reports_commits_reads_and_pushes_are_counted()
    {
        await using var server = await DashboardProcess.Start();
        await using var screen = await MonitorConnection.Connect(server);
        await screen.Subscribe("ranking/pledge.count/2024");
        using var good = await server.Http.PostEvents(
            Event("1", "370300"), Event("2", "370300"), Event("3", "nowhere"));
        using var again = await server.Http.PostEvents(Event("1", "370300"));
        await screen.NextUpdate("ranking/pledge.count/2024");

        Assert.Equal(2, await MonitoringClient.ReadMetric(server, "ipmonitor_events_total", "outcome=\"accepted\""));
        Assert.Equal(1, await MonitoringClient.ReadMetric(server, "ipmonitor_events_total", "outcome=\"duplicate\""));
        Assert.Equal(
            1,
            await MonitoringClient.ReadMetric(
                server, "ipmonitor_events_total", "outcome=\"rejected\"", "code=\"city_unknown\""));
        // The commit detects a duplicate.
        Assert.Equal(2, await MonitoringClient.ReadMetric(server, "ipmonitor_journal_commit_duration_seconds_count"));
        Assert.Equal(3, await MonitoringClient.ReadMetric(server, "ipmonitor_journal_commit_events_sum"));
        Assert.Equal(2, await MonitoringClient.ReadMetric(server, "ipmonitor_journal_append_wait_seconds_count"));
        Assert.True(
            await MonitoringClient.ReadMetric(
                server, "ipmonitor_journal_read_duration_seconds_count", "kind=\"changes\"") > 0);
        Assert.Equal(1, await MonitoringClient.ReadMetric(server, "ipmonitor_hub_subscriptions"));
        Assert.True(await MonitoringClient.ReadMetric(server, "ipmonitor_hub_messages_total") > 0);
        Assert.True(await MonitoringClient.ReadMetric(server, "ipmonitor_hub_bytes_total") > 0);
        // Recorded after the update awaited above was sent.
        await Eventually.BecomesTrue(
            async () => await MonitoringClient.ReadMetric(
                server, "ipmonitor_live_flush_duration_seconds_count", "source=\"ranking\"") > 0);
        Assert.True(
            await MonitoringClient.ReadMetric(
                server, "ipmonitor_live_lag_seconds_count", "source=\"ranking\"") > 0);
        Assert.Equal(1, await MonitoringClient.ReadMetric(server, "ipmonitor_store_writable"));
        Assert.NotNull(await MonitoringClient.ReadMetric(server, "ipmonitor_journal_queue_length"));
    }

    [Theory]
    [InlineData("orleans_grains")]
    [InlineData("http_server_request_duration_seconds_count")]
    [InlineData("signalr_server_active_connections")]
    [InlineData("dotnet_gc_collections_total")]
    public async Task Meters_of_the_platform_are_exported(string metric)
    {
        await using var server = await DashboardHost.Start("--Telemetry:Metrics=true");
        await using var screen = await MonitorConnection.Connect(server);
        await screen.Subscribe("feed");
        using var probe = await server.Http.GetAsync("/health/live");
        Assert.NotNull(await MonitoringClient.ReadMetric(server, metric));
    }

    [Fact]
    public async Task A_refused_request_is_counted_with_status_and_code()
    {
        await using var server = await DashboardProcess.Start();
        using var unknown = await server.Http.GetAsync("/api/v1/rankings/none?period=2024");
        using var empty = await server.Http.PostEvents("[]");
        Assert.Equal(
            1,
            await MonitoringClient.ReadMetric(
                server, "ipmonitor_refusals_total", "status=\"404\"", "code=\"metric_unknown\""));
        Assert.Equal(
            1,
            await MonitoringClient.ReadMetric(
                server, "ipmonitor_refusals_total", "status=\"400\"", "code=\"body_empty\""));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/details")]
    public async Task Only_operators_and_administrators_may_read_metrics(string path)
    {
        await using var server = await DashboardHost.Start("--Telemetry:Metrics=true");
        using var anonymous = new ApiClient(server.Address);
        using var keyClient = new ApiClient(server.Address, DashboardServer.Key);
        using var admin = await ApiClient.CreateAdmin(server);
        using var auditor = await admin.CreateAccountAndSignIn(server, "auditor", "auditor");
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await keyClient.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Http.GetAsync(path)).StatusCode);
        using var right = await MonitoringClient.Get(server, path);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        foreach (var key in (string[])[
            "operator-key-012345678", $"{DashboardServer.OperatorKey}0", DashboardServer.Key
        ])
        {
            using var wrong = await MonitoringClient.Get(server, path, key);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("                    ")]
    [InlineData("operator key with spaces")]
    [InlineData("运维密钥运维密钥运维密钥运维密钥")]
    public async Task An_operator_key_with_invalid_characters_stops_the_start(string key)
    {
        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DashboardHost.Start($"--IPM_OPERATOR_KEY={key}"));
        Assert.Contains("IPM_OPERATOR_KEY", stopped.Message);
        Assert.DoesNotContain(key, stopped.Message);
    }

    private static object Event(string id, string city) =>
        new { id, source = "t", city, metric = "pledge.count", value = 1, date = "2024-04-20" };
}

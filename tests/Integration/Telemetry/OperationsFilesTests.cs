using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Telemetry;

/// <summary>The Grafana dashboard, the alert rules and the documentation name existing metrics and omit none.</summary>
public sealed partial class OperationsFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "operations");

    [Theory]
    [InlineData("grafana-dashboard.json")]
    [InlineData("prometheus-rules.yml")]
    [InlineData("monitoring.md")]
    public async Task Every_metric_named_in_operations_files_exists(string file)
    {
        var exported = await Exported();
        var named = Named(file);
        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, name => !exported.Contains(Suffix().Replace(name, "")));
    }

    [Fact]
    public async Task Every_metric_is_documented() =>
        Assert.Empty((await Exported()).Except(Named("monitoring.md")));

    [Fact]
    public async Task Every_platform_metric_of_the_dashboard_exists()
    {
        await using var server = await DashboardHost.Start("--Telemetry:Metrics=true");
        using var posted = await server.Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 1, date = "2024-04-20" });
        await using var screen = await MonitorConnection.Connect(server);
        await screen.Subscribe("feed");
        GC.Collect();
        var named = PlatformMetric()
            .Matches(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")))
            .Select(match => match.Value)
            .ToHashSet();
        Assert.NotEmpty(named);
        foreach (var name in named) Assert.True(await MonitoringClient.ReadMetric(server, name) is not null, name);
    }

    private static HashSet<string> Named(string file) =>
        [.. MetricName().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(match => match.Value)];

    // Returns names as Prometheus has them: with the unit, and "total" at the end of counters.
    private static async Task<HashSet<string>> Exported()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name != "IpMonitor") return;
                var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
                var name = instrument.Name.Replace('.', '_');
                if (name.EndsWith(unit, StringComparison.Ordinal)) unit = "";
                lock (names) names.Add($"{name}{unit}{(instrument is Counter<long> ? "_total" : "")}");
            },
        };
        listener.Start();
        await using var server = await DashboardHost.Start("--Telemetry:Metrics=true");
        using var posted = await server.Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 1, date = "2024-04-20" });
        using var refused = await server.Http.GetAsync("/api/v1/rankings/none?period=2024");
        await using var screen = await MonitorConnection.Connect(server);
        await screen.Subscribe("feed");
        lock (names) return [.. names];
    }

    [GeneratedRegex("ipmonitor_[a-z_]+[a-z]")]
    private static partial Regex MetricName();

    [GeneratedRegex("(http|signalr|dotnet|orleans)_[a-z_]+[a-z](?=[{])")]
    private static partial Regex PlatformMetric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}

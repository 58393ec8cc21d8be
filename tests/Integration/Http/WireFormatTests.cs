using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Grains.Live;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>
/// Messages and responses of a real server match the checked-in OpenAPI document: each member, and no other.
/// </summary>
public sealed class WireFormatTests
{
    private readonly List<string> _topics =
    [
        "ranking/activity.count/2024", "city/370400/2024", "province/2024",
        "campaign/publicity-week-2024", "feed", "screens",
    ];

    private readonly WireDocument _document = new();
    private int _posted;

    [Fact]
    public async Task Every_message_of_every_kind_of_topic_has_the_declared_shape()
    {
        Assert.Equal(
            Enum.GetValues<TopicKind>(),
            _topics.Append("screen/any").Select(topic => Topic.Parse(topic)!.Kind).Order());
        // Sources drop their observers repeatedly, so that new snapshots are sent. Recovery is too fast for a `source`
        // message; LiveTopicsTests covers that one.
        await using var server = await DashboardHost.Start([
            "--Live:HeartbeatInterval=00:00:00.5", "--Live:ObserverExpiry=00:00:00.6"
        ]);
        await Post(server);
        var screen = await PairScreen(server);
        _topics.Add($"screen/{screen}");
        await using var client = await MonitorConnection.Connect(server, DashboardServer.Key);
        foreach (var topic in _topics) Check("snapshot", await client.Subscribe(topic));

        var missing = _topics.SelectMany(topic => (string[])[$"{topic} snapshot", $"{topic} update"]).ToHashSet();
        for (var stopwatch = Stopwatch.StartNew(); missing.Count > 0; await Post(server), await SendCommands(
            server, screen))
        {
            Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(30), $"not received: {string.Join(", ", missing)}");
            // Each report moves the feed, by an update or by a snapshot.
            Take("feed", await client.Next("feed"));
            foreach (var topic in _topics)
                while (client.TryNext(topic, out var hubMessage)) Take(topic, hubMessage);
        }

        void Take(string topic, HubPush hubMessage)
        {
            Check(hubMessage.Name, hubMessage.Message);
            missing.Remove($"{topic} {hubMessage.Name}");
        }
    }

    [Fact]
    public async Task Every_response_that_the_client_reads_has_the_declared_shape()
    {
        await using var server = await DashboardHost.Start();
        using var sample = await server.Http.PostEvents(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "zibo-2024.csv")),
            "text/csv");
        using var targets = await server.Http.PutAsync(
            "/api/v1/reference/targets.csv",
            new StringContent(
                "city,metric,period,goal,value,against,base,curve,note\n*,activity.count,2024,reach,1000,,,,\n"));
        Assert.True(targets.IsSuccessStatusCode);
        await Post(server);
        foreach (var path in (string[])
        [
            "about",
            "metrics",
            "cities",
            "units",
            "campaigns",
            "campaigns/publicity-week-2024",
            "cities/370300?period=2024",
            "cities/370400?period=2024",
            "province?period=2024",
            "rankings/score.overall?period=2024",
            "rankings/activity.count/trend?period=2024",
            "rankings/activity.count/history?period=2024",
            "rankings/activity.count/explanations?period=2024",
            "rankings/score.overall/explanations?period=2024",
            "rankings/score.overall/points?city=370300&period=2024",
            "cities/370400/course?metric=activity.count&period=2024",
            "cities/370300/reporting?period=2024",
            "cities/370300/units?metric=material.distributed&period=2024",
            "cities/370100/corrections",
            "events",
            "events?city=370400&metric=activity.count&period=2024",
        ])
        {
            var response = await server.Http.GetJson($"/api/v1/{path}");
            Assert.Equal([], _document.FindDifferences(response, _document.ResponseSchema(path), path));
        }
    }

    private void Check(string name, JsonElement message)
    {
        var topic = Topic.Parse(message.GetProperty("topic").GetString()!)!;
        var kind = JsonNamingPolicy.CamelCase.ConvertName($"{topic.Kind}");
        Assert.Equal([], _document.FindDifferences(message, _document["HubMessages", name], name));
        if (name == "snapshot")
            Assert.Equal(
                [], _document.FindDifferences(message.GetProperty("data"), _document["TopicData", kind], kind));
        if (name == "update")
            Assert.Equal(
                [], _document.FindDifferences(message.GetProperty("changes"), _document["TopicChanges", kind], kind));
    }

    private static async Task<string> PairScreen(DashboardServer server)
    {
        var pairing = await Screens(server, "/codes", null);
        var code = pairing.GetProperty("code").GetString();
        await Screens(server, "", new { code, name = "大屏", group = "" });
        var claim = await Screens(server, $"/codes/{code}", new { secret = pairing.GetProperty("secret").GetString() });
        return claim.GetProperty("id").GetString()!;
    }

    // Values change from call to call, so that each command and each status changes the screen.
    private async Task SendCommands(DashboardServer server, string screen)
    {
        await Screens(
            server,
            "/orders",
            new
            {
                screens = new[] { screen },
                order = new
                {
                    kind = "notify",
                    title = $"{_posted}",
                    text = "t",
                    url = "https://example.org/",
                    minutes = 5,
                },
            });
        // The cookie set by the pairing identifies the screen.
        using var response = await server.Http.PostAsJsonAsync(
            $"/api/v1/screens/{screen}/status",
            new
            {
                build = "b",
                scene = "feed-1",
                asOf = "2026-11-21T00:00:00Z",
                isLive = true,
                width = _posted,
                height = 1,
            });
        response.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement> Screens(DashboardServer server, string path, object? body)
    {
        using var response = await server.Http.PostAsJsonAsync($"/api/v1/screens{path}", body);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    // Posts enough events to push older ones out of the lists of latest events.
    private async Task Post(DashboardServer server)
    {
        var first = _posted;
        _posted += 60;
        var rows = Enumerable.Range(first, 60).Select(number =>
            Row(number, $"{number}", "add", value: number % 7, qualifier: "over"));
        using var response = await server.Http.PostEvents([
            .. rows, Row(first, $"undo-{first}", "withdraw", new { source = "wire", id = $"{first}" })
        ]);
        Assert.Equal(0, (await response.ReadJson()).GetProperty("rejected").GetArrayLength());
    }

    private static object Row(
        int number, string id, string op, object? target = null, decimal? value = null, string? qualifier = null)
    {
        var (city, metric, date, campaign) = ($"370{number % 4 + 1}00",
            "activity.count",
            "2024-04-22",
            "publicity-week-2024");
        return new { id, source = "wire", city, metric, value, date, campaign, qualifier, op, target };
    }
}

using System.Diagnostics;
using System.Text.Json;
using IpMonitor.Grains.Live;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Wire;

/// <summary>What a real server says, as text, is what the client declares: each property, and no other.</summary>
public sealed class WireTests
{
    private static readonly Dictionary<string, string> DataOf = new()
    {
        ["ranking/activity.count/2024"] = "Ranking",
        ["city/370400/2024"] = "CityFigures",
        ["province/2024"] = "ProvinceFigures",
        ["campaign/publicity-week-2024"] = "Campaign",
        ["feed"] = "Feed",
    };

    private readonly ClientTypes _types = new();
    private int _posted;

    [Fact]
    public async Task Every_message_of_every_kind_of_topic_has_the_declared_shape()
    {
        Assert.Equal(Enum.GetValues<TopicKind>(), DataOf.Keys.Select(topic => Topic.Parse(topic)!.Kind).Order());
        // A source that forgets who watches falls silent, is found again and shown anew, over and over; so soon that `source`
        // need not be said (LiveTopicsTests has one that stays away).
        await using var server = await DashboardProcess.Start(arguments: ["--Live:BeatInterval=00:00:00.5", "--Live:ObserverExpiry=00:00:00.6"]);
        await Post(server);
        await using var client = await HubClient.Connect(server);
        foreach (var topic in DataOf.Keys) Check("snapshot", await client.Subscribe(topic));

        var missing = DataOf.Keys.SelectMany(topic => (string[])[$"{topic} snapshot", $"{topic} update"]).ToHashSet();
        for (var waited = Stopwatch.StartNew(); missing.Count > 0; await Post(server))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"never came: {string.Join(", ", missing)}");
            while (!client.IsQuiet)
            {
                var (name, message) = await client.Pushed();
                Check(name, message);
                missing.Remove($"{message.GetProperty("topic").GetString()} {name}");
            }
        }
    }

    [Fact]
    public async Task Every_answer_that_the_client_reads_has_the_declared_shape()
    {
        await using var server = await DashboardProcess.Start();
        using var sample = await server.Http.PostEvents(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "zibo-2024.csv")), "text/csv");
        using var targets = await server.Http.PutAsync("/api/v1/reference/targets.csv", new StringContent("city,metric,period,goal,value,against,base,curve,note\n*,activity.count,2024,reach,1000,,,,\n"));
        Assert.True(targets.IsSuccessStatusCode);
        await Post(server);
        foreach (var (path, type) in new Dictionary<string, string>
        {
            ["about"] = "About",
            ["metrics"] = "Metric[]",
            ["cities"] = "Place[]",
            ["units"] = "Unit[]",
            ["campaigns"] = "CampaignHead[]",
            ["campaigns/publicity-week-2024"] = "Campaign",
            ["cities/370300?period=2024"] = "CityFigures",
            ["cities/370400?period=2024"] = "CityFigures",
            ["province?period=2024"] = "ProvinceFigures",
            ["rankings/score.overall?period=2024"] = "Ranking",
            ["rankings/activity.count/trend?period=2024"] = "Trend",
            ["rankings/activity.count/explanations?period=2024"] = "Explanations",
            ["rankings/score.overall/explanations?period=2024"] = "Explanations",
            ["rankings/score.overall/points?city=370300&period=2024"] = "Points",
            ["events"] = "EventsPage",
            ["events?city=370400&metric=activity.count&period=2024"] = "EventsPage",
        })
            Assert.Equal([], _types.Faults(await server.Http.Get($"/api/v1/{path}"), type, path));
    }

    private void Check(string name, JsonElement message)
    {
        var data = DataOf[message.GetProperty("topic").GetString()!];
        Assert.Equal([], _types.Faults(message, $"{char.ToUpperInvariant(name[0])}{name[1..]}Message", name));
        if (name == "snapshot") Assert.Equal([], _types.Faults(message.GetProperty("data"), data, data));
        if (name == "update") Assert.Equal([], _types.FaultsOfChanges(message.GetProperty("changes"), data));
    }

    // Enough for the lists of the latest events to let go of older ones.
    private async Task Post(DashboardProcess server)
    {
        var first = _posted;
        _posted += 60;
        var rows = Enumerable.Range(first, 60).Select(number => Row(number, $"{number}", "add", value: number % 7, qualifier: "over"));
        using var answer = await server.Http.PostEvents([.. rows, Row(first, $"undo-{first}", "withdraw", new { source = "wire", id = $"{first}" })]);
        Assert.Equal(0, (await answer.Json()).GetProperty("rejected").GetArrayLength());
        await Task.Delay(100);
    }

    private static object Row(int number, string id, string op, object? target = null, decimal? value = null, string? qualifier = null)
    {
        var (city, metric, date, campaign) = ($"370{number % 4 + 1}00", "activity.count", "2024-04-22", "publicity-week-2024");
        return new { id, source = "wire", city, metric, value, date, campaign, qualifier, op, target };
    }
}

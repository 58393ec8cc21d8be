using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Live;

/// <summary>The live hub: snapshots, updates with whole rows, and sequence numbers without gaps.</summary>
public sealed class HubTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly DashboardServer _server = fixture.Server;

    [Fact]
    public async Task A_report_updates_the_ranking_of_every_subscriber()
    {
        await Post("move-1", "370100", "pledge.count", 10);
        await Post("move-2", "370200", "pledge.count", 5);
        await using var firstClient = await MonitorConnection.Connect(_server);
        await using var secondClient = await MonitorConnection.Connect(_server);
        const string Topic = "ranking/pledge.count/2024";
        var snapshot = await firstClient.Subscribe(Topic);
        await secondClient.Subscribe(Topic);
        Assert.Equal([("370100", 1), ("370200", 2)], Ranks(snapshot.GetProperty("data")));

        var position = await Post("move-3", "370200", "pledge.count", 7);
        foreach (var client in (MonitorConnection[])[firstClient, secondClient])
        {
            var update = await client.NextUpdate(Topic);
            Assert.Equal(position, update.GetProperty("position").GetInt64());
            Assert.Equal(snapshot.GetProperty("epoch").GetString(), update.GetProperty("epoch").GetString());
            Assert.Equal(snapshot.GetProperty("seq").GetInt64() + 1, update.GetProperty("seq").GetInt64());
            Assert.Equal([("370200", 1), ("370100", 2)], Ranks(update.GetProperty("changes")));
            var first = update.GetProperty("changes").GetProperty("rows")[0];
            Assert.Equal(
                (12m, "青岛市"), (first.GetProperty("value").GetDecimal(), first.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task A_snapshot_equals_the_REST_response_of_the_same_position()
    {
        await Post("same-1", "370300", "license.open", 3);
        await using var client = await MonitorConnection.Connect(_server);
        foreach (var (topic, path) in new Dictionary<string, string>
        {
            ["ranking/license.open/2024"] = "/api/v1/rankings/license.open?period=2024",
            ["city/370300/2024"] = "/api/v1/cities/370300?period=2024",
            ["province/2024"] = "/api/v1/province?period=2024",
            ["campaign/publicity-week-2024"] = "/api/v1/campaigns/publicity-week-2024",
        })
        {
            var snapshot = await client.Subscribe(topic);
            var (response, data) = (JsonNode.Parse(await _server.Http.GetStringAsync(path))!,
                JsonNode.Parse(snapshot.GetProperty("data").GetRawText())!);
            Assert.Equal(snapshot.GetProperty("position").GetInt64(), data["position"]!.GetValue<long>());
            // An unchanged topic keeps the position of its last change; a REST response has the current position.
            Assert.True(data["position"]!.GetValue<long>() <= response["position"]!.GetValue<long>());
            response["position"] = data["position"]!.GetValue<long>();
            Assert.True(JsonNode.DeepEquals(response, data), topic);
        }
    }

    [Fact]
    public async Task City_province_campaign_and_feed_topics_send_their_changes()
    {
        await using var client = await MonitorConnection.Connect(_server);
        string[] topics = ["city/370400/2024-04", "province/2024-04", "campaign/publicity-week-2024", "feed"];
        foreach (var topic in topics) await client.Subscribe(topic);
        var position = await Post("all-1", "370400", "activity.count", 2, "publicity-week-2024");
        var updates = new Dictionary<string, JsonElement>();
        foreach (var topic in topics)
            updates[topic] = (await client.NextUpdate(topic, update => Position(update) >= position))
                .GetProperty("changes");
        Assert.Equal(2m, updates["city/370400/2024-04"].GetProperty("metrics")[0].GetProperty("value").GetDecimal());
        Assert.Equal(
            "activity.count", updates["province/2024-04"].GetProperty("metrics")[0].GetProperty("metric").GetString());
        Assert.Equal(
            "370400", updates["campaign/publicity-week-2024"].GetProperty("byCity")[0].GetProperty("city").GetString());
        Assert.Equal(
            "all-1", updates["campaign/publicity-week-2024"].GetProperty("latest")[0].GetProperty("id").GetString());
        Assert.Equal("all-1", updates["feed"].GetProperty("events")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Topics_of_a_week_send_its_changes()
    {
        // 22 and 28 April are the first and the last day of the week.
        await Post("week-before", "370400", "mediation.succeeded", 100, date: "2024-04-21");
        await Post("week-monday", "370400", "mediation.succeeded", 2, date: "2024-04-22");
        await using var client = await MonitorConnection.Connect(_server);
        string[] topics =
        [
            "ranking/mediation.succeeded/2024-W17", "ranking/mediation.succeeded/2024W17", "city/370400/2024-W17",
            "province/2024-W17",
        ];
        foreach (var topic in topics)
            Assert.Equal(
                "2024-W17", (await client.Subscribe(topic)).GetProperty("data").GetProperty("period").GetString());
        var position = await Post("week-sunday", "370400", "mediation.succeeded", 3, date: "2024-04-28");
        foreach (var topic in topics)
        {
            var changes = (await client.NextUpdate(topic, update => Position(update) >= position))
                .GetProperty("changes");
            var row = changes.GetProperty(topic.StartsWith("ranking", StringComparison.Ordinal) ? "rows" : "metrics")
                .EnumerateArray().First();
            Assert.Equal(5m, row.GetProperty("value").GetDecimal());
        }
    }

    [Fact]
    public async Task Updates_under_load_have_no_gap_and_end_at_the_stored_state()
    {
        await using var client = await MonitorConnection.Connect(_server);
        const string Topic = "ranking/aid.accepted/2024";
        var snapshot = await client.Subscribe(Topic);
        var seq = snapshot.GetProperty("seq").GetInt64();
        var positions = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i =>
                Post($"load-{i}", i % 2 == 0 ? "370500" : "370600", "aid.accepted", 1)));
        var values = new Dictionary<string, decimal>();
        for (var position = 0L; position < positions.Max();)
        {
            var (name, data) = await client.Next(Topic);
            // A subscriber that missed a flush gets a snapshot instead.
            Assert.True(
                name == "snapshot"
                    ? data.GetProperty("seq").GetInt64() > seq
                    : data.GetProperty("seq").GetInt64() == seq + 1,
                data.ToString());
            (seq, position) = (data.GetProperty("seq").GetInt64(), data.GetProperty("position").GetInt64());
            foreach (var row in data.GetProperty(name == "snapshot" ? "data" : "changes")
                .GetProperty("rows").EnumerateArray())
                values[row.GetProperty("city").GetString()!] = row.GetProperty("value").GetDecimal();
        }
        Assert.Equal((100m, 100m), (values["370500"], values["370600"]));
    }

    [Fact]
    public async Task An_event_without_visible_effect_sends_no_update()
    {
        await using var client = await MonitorConnection.Connect(_server);
        await client.Subscribe("ranking/problem.solved/2024");
        await using var otherClient = await MonitorConnection.Connect(_server);
        await otherClient.Subscribe("ranking/problem.solved/2023");
        await Post("other-year", "370300", "problem.solved", 2, date: "2023-05-01");
        await otherClient.NextUpdate("ranking/problem.solved/2023");
        await Post("this-year", "370300", "problem.solved", 3);
        var update = await client.NextUpdate("ranking/problem.solved/2024");
        // 2023 is the base of 2024, so the first event alone does not update the ranking of 2024, which has no row yet.
        Assert.Equal(3m, update.GetProperty("changes").GetProperty("rows")[0].GetProperty("value").GetDecimal());
        Assert.Equal(2, update.GetProperty("seq").GetInt64());
    }

    [Theory]
    [InlineData("ranking/none/2024")]
    [InlineData("ranking/fine.amount/2024")]
    [InlineData("ranking/pledge.count/last-year")]
    [InlineData("ranking/pledge.count/9999-12")]
    [InlineData("city/370300/9999Q4")]
    [InlineData("province/2025-W53")]
    [InlineData("city/123/2024")]
    [InlineData("campaign/none")]
    [InlineData("weather")]
    public async Task An_unknown_topic_is_refused(string topic)
    {
        await using var client = await MonitorConnection.Connect(_server);
        Assert.Contains("topic_unknown", await client.SubscribeExpectingError(topic));
    }

    [Fact]
    public async Task Events_whose_concatenated_keys_are_equal_stay_distinct()
    {
        await using var client = await MonitorConnection.Connect(_server);
        await client.Subscribe("feed");
        foreach (var (source, id) in new[] { ("x/y", "z"), ("x", "y/z"), ("x", "last") })
        {
            using var response = await _server.Http.PostEvents(
                new { id, source, city = "370900", metric = "navigation.project", value = 1, date = "2024-05-01" });
            Assert.True(response.IsSuccessStatusCode);
            var position = Position(await response.ReadJson());
            var update = await client.NextUpdate("feed", candidate => Position(candidate) >= position);
            Assert.Equal(id, update.GetProperty("changes").GetProperty("events")[0].GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task A_missing_topic_is_refused()
    {
        await using var client = await MonitorConnection.Connect(_server);
        Assert.Contains("topic_unknown", await client.SubscribeExpectingError(null));
    }

    [Fact]
    public async Task No_update_arrives_after_Unsubscribe()
    {
        await using var client = await MonitorConnection.Connect(_server);
        const string Topic = "ranking/transfer.preexam.count/2024";
        await client.Subscribe("feed");
        await client.Subscribe(Topic);
        await client.Unsubscribe(Topic);
        await using var otherClient = await MonitorConnection.Connect(_server);
        await otherClient.Subscribe(Topic);
        await Post("quiet-1", "370300", "transfer.preexam.count", 1);
        await otherClient.NextUpdate(Topic);
        // Messages of a connection arrive in order: the feed's update of a later event follows everything pushed
        // before.
        await Post("quiet-2", "370300", "transfer.preexam.count", 1);
        await client.NextUpdate(
            "feed",
            candidate => candidate.GetProperty("changes")
                .GetProperty("events")[0].GetProperty("id").GetString() == "quiet-2");
        Assert.False(client.TryNext(Topic, out _));
    }

    private static (string, int)[] Ranks(JsonElement data) =>
        [
            .. data.GetProperty("rows")
                .EnumerateArray()
                .Select(row => (row.GetProperty("city").GetString()!, row.GetProperty("rank").GetInt32()))
        ];

    private async Task<long> Post(
        string id, string city, string metric, decimal value, string? campaign = null, string date = "2024-04-22")
    {
        using var response = await _server.Http.PostEvents(
            new { id, source = "hub", city, metric, value, date, campaign });
        return Position(await response.ReadJson());
    }

    private static long Position(JsonElement message) => message.GetProperty("position").GetInt64();
}

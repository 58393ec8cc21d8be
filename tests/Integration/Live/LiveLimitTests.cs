using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Live;


namespace IpMonitor.IntegrationTests.Live;

/// <summary>Limits of live connections on a real server, and the response to exceeding them.</summary>
public sealed class LiveLimitTests
{
    [Fact]
    public async Task Connections_are_limited_per_address_and_a_closed_one_frees_its_place()
    {
        await using var server = await DashboardHost.Start("--Live:Limits:ConnectionsPerAddress=2");
        await using var one = await MonitorConnection.Connect(server);
        await using var two = await MonitorConnection.Connect(server);
        await one.Subscribe("feed");
        await two.Subscribe("feed");
        await using (var three = await MonitorConnection.Connect(server))
            Assert.Contains("too_many_connections", await three.Closed);
        await two.DisposeAsync();
        // The server notices the closed connection a little later.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        for (var isRefused = true; isRefused;)
        {
            await using var later = await MonitorConnection.Connect(server);
            var subscribed = later.Subscribe("feed");
            await Task.WhenAny(subscribed, later.Closed);
            isRefused = !subscribed.IsCompletedSuccessfully;
            if (isRefused) Assert.Contains("too_many_connections", await later.Closed);
            Assert.False(limit.IsCancellationRequested, "The connection that ended makes no room.");
        }
    }

    [Fact]
    public async Task Connections_are_limited_per_account()
    {
        await using var server = await DashboardHost.Start("--Live:Limits:ConnectionsPerAccount=1");
        await using var one = await MonitorConnection.Connect(server, DashboardServer.Key);
        await one.Subscribe("feed");
        await using var two = await MonitorConnection.Connect(server, DashboardServer.Key);
        Assert.Contains("too_many_connections", await two.Closed);
        await using var anonymous = await MonitorConnection.Connect(server);
        await anonymous.Subscribe("feed");
    }

    [Theory]
    [InlineData("TopicsPerAddress")]
    [InlineData("TopicsPerAccount")]
    public async Task Topics_are_limited_and_unknown_ones_are_not_counted(string limit)
    {
        await using var server = await DashboardHost.Start($"--Live:Limits:{limit}=2");
        await using var client = await MonitorConnection.Connect(server, DashboardServer.Key);
        await client.Subscribe("feed");
        await client.SubscribeExpectingError("weather");
        await client.Subscribe("province/2024");
        Assert.Contains("too_many_topics", await client.SubscribeExpectingError("province/2023"));
        await client.Unsubscribe("feed");
        await client.Subscribe("province/2023");
    }

    [Fact]
    public async Task A_message_above_the_size_limit_closes_the_connection()
    {
        await using var server = await DashboardHost.Start("--Live:Limits:MaxMessageBytes=1024");
        await using var client = await MonitorConnection.Connect(server);
        await client.Subscribe("feed");
        await Assert.ThrowsAnyAsync<Exception>(() => client.Subscribe(new string('x', 2000)));
        Assert.Contains("Connection closed with an error", await client.Closed);
    }

    [Fact]
    public async Task A_connection_without_a_topic_is_closed_after_the_time_limit()
    {
        await using var server = await DashboardHost.Start("--Live:Limits:IdleTimeout=00:00:02");
        await using var idle = await MonitorConnection.Connect(server);
        await using var watching = await Subscribed();
        await using var active = await Subscribed();
        await active.Unsubscribe("feed");
        await idle.Closed;
        await active.Closed;
        await watching.Unsubscribe("nothing");

        // Reconnects if a busy machine takes longer than the limit from connecting to subscribing.
        async Task<MonitorConnection> Subscribed()
        {
            while (true)
            {
                var client = await MonitorConnection.Connect(server);
                var subscribed = client.Subscribe("feed");
                await Task.WhenAny(subscribed);
                if (subscribed.IsCompletedSuccessfully) return client;
                Assert.Equal("", await client.Closed);
                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_client_that_never_reads_is_disconnected_and_others_miss_nothing()
    {
        await using var server = await DashboardHost.Start(
            "--Live:Limits:SendTimeout=00:00:02", "--Live:FlushInterval=00:00:00.020");
        using var blocked = await ScreenSocket.Open(server.Address, "/hubs/monitor", receiveBufferSize: 4096);
        await blocked.Send("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["feed"]}""");
        await using var reader = await MonitorConnection.Connect(server);
        var seq = (await reader.Subscribe("feed")).GetProperty("seq").GetInt64();

        // Long notes fill the kernel's buffers of a client that does not read sooner.
        var last = 0L;
        for (var i = 0; !blocked.IsReset; i++)
        {
            Assert.True(i < 2_000, "The screen that never reads is still connected.");
            using var response = await server.Http.PostEvents([.. Enumerable.Range(0, 50).Select(row =>
                (object)new
                {
                    id = $"{i}-{row}",
                    source = "slow",
                    city = "370300",
                    metric = "pledge.count",
                    value = 1,
                    date = "2024-05-01",
                    note = new string('长', 400),
                })]);
            last = (await response.ReadJson()).GetProperty("position").GetInt64();
        }
        for (var position = 0L; position < last;)
        {
            // On a busy machine two flushes may arrive as one snapshot.
            var (name, message) = await reader.Next("feed");
            var next = message.GetProperty("seq").GetInt64();
            Assert.True(name == "update" ? next == seq + 1 : next > seq, $"{name} {next} after {seq}");
            (seq, position) = (next, message.GetProperty("position").GetInt64());
        }
    }
}

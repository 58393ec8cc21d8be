using System.Net.Sockets;
using System.Text;

namespace IpMonitor.Tests.Server;

/// <summary>What a viewer may take of a real server, and what becomes of one that takes more.</summary>
public sealed class LiveLimitTests
{
    [Fact]
    public async Task The_connections_of_an_address_are_counted_and_one_that_ends_makes_room()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:ConnectionsAnAddress=2");
        await using var one = await HubClient.Connect(server);
        await using var two = await HubClient.Connect(server);
        await one.Subscribe("feed");
        await two.Subscribe("feed");
        await using (var three = await HubClient.Connect(server)) Assert.Contains("too_many_connections", await three.Ended);
        await two.DisposeAsync();
        for (var tries = 1; ; tries++)
        {
            await using var later = await HubClient.Connect(server);
            var answer = later.Invoke("Subscribe", "feed");
            if (await Task.WhenAny(answer, later.Ended) == answer) break;
            Assert.True(tries < 50);
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task The_connections_of_an_account_are_counted()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:ConnectionsAnAccount=1");
        await using var one = await HubClient.Connect(server, DashboardProcess.Key);
        await one.Subscribe("feed");
        await using var two = await HubClient.Connect(server, DashboardProcess.Key);
        Assert.Contains("too_many_connections", await two.Ended);
        await using var nobody = await HubClient.Connect(server);
        await nobody.Subscribe("feed");
    }

    [Theory]
    [InlineData("TopicsAnAddress")]
    [InlineData("TopicsAnAccount")]
    public async Task Topics_are_counted_and_those_that_do_not_exist_are_not(string limit)
    {
        await using var server = await DashboardProcess.Start(withKey: true, $"--Live:Limits:{limit}=2");
        await using var client = await HubClient.Connect(server, DashboardProcess.Key);
        await client.Subscribe("feed");
        await client.Invoke("Subscribe", "weather");
        await client.Subscribe("province/2024");
        Assert.Contains("too_many_topics", (await client.Invoke("Subscribe", "province/2023")).GetProperty("error").GetString());
        await client.Invoke("Unsubscribe", "feed");
        await client.Subscribe("province/2023");
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:MessageBytes=1024");
        await using var client = await HubClient.Connect(server);
        await client.Subscribe("feed");
        await client.Say($$"""{"type":1,"invocationId":"x","target":"Subscribe","arguments":["{{new string('x', 2000)}}"]}""");
        await client.Ended;
    }

    [Fact]
    public async Task A_connection_without_a_topic_is_closed_and_one_with_a_topic_stays()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:Idle=00:00:02");
        await using var idle = await HubClient.Connect(server);
        await using var watching = await HubClient.Connect(server);
        await watching.Subscribe("feed");
        await using var through = await HubClient.Connect(server);
        await through.Subscribe("feed");
        await through.Invoke("Unsubscribe", "feed");
        await idle.Ended;
        await through.Ended;
        await watching.Invoke("Unsubscribe", "nothing");
    }

    [Fact]
    public async Task A_screen_that_never_reads_is_cut_off_and_the_others_miss_nothing()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:Send=00:00:02", "--Live:FlushInterval=00:00:00.020");
        using var stuck = new TcpClient { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(server.Address.Host, server.Address.Port);
        await stuck.Client.SendAsync(Encoding.ASCII.GetBytes($"""
            GET /hubs/monitor HTTP/1.1
            Host: {server.Address.Authority}
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==


            """.ReplaceLineEndings("\r\n")));
        await stuck.Client.SendAsync(Frame("""{"protocol":"json","version":1}"""));
        await stuck.Client.SendAsync(Frame("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["feed"]}"""));
        await using var reader = await HubClient.Connect(server);
        var seq = (await reader.Subscribe("feed")).GetProperty("seq").GetInt64();

        // Long notes: what the kernel holds for who does not read is full sooner.
        var last = 0L;
        for (var i = 0; !IsReset(stuck.Client); i++)
        {
            Assert.True(i < 2_000, "The screen that never reads is still connected.");
            using var answer = await server.Http.PostEvents([.. Enumerable.Range(0, 50).Select(row =>
                (object)new { id = $"{i}-{row}", source = "slow", city = "370300", metric = "pledge.count", value = 1, date = "2024-05-01", note = new string('长', 400) })]);
            last = (await answer.Json()).GetProperty("position").GetInt64();
        }
        for (var position = 0L; position < last;)
        {
            // On a busy machine two flushes may come as one snapshot.
            var (name, told) = await reader.Pushed();
            var next = told.GetProperty("seq").GetInt64();
            Assert.True(name == "update" ? next == seq + 1 : next > seq, $"{name} {next} after {seq}");
            (seq, position) = (next, told.GetProperty("position").GetInt64());
        }
    }

    private static bool IsReset(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == (int)SocketError.ConnectionReset;

    // A text frame from a client is masked; here with zeros. Under 126 bytes it has a short head.
    private static byte[] Frame(string message)
    {
        var bytes = Encoding.UTF8.GetBytes($"{message}\x1e");
        return [0x81, (byte)(0x80 | bytes.Length), 0, 0, 0, 0, .. bytes];
    }
}

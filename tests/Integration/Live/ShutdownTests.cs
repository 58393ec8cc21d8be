using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Live;

namespace IpMonitor.IntegrationTests.Live;

/// <summary>Stopping a server while many clients are connected and connect again at once.</summary>
public sealed class ShutdownTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(200)]
    [InlineData(2_000, Explicit = true)]
    public async Task A_server_stops_within_seconds_under_reconnecting_clients_and_tells_when_to_return(int count)
    {
        var server = await DashboardHost.Start($"--Live:Limits:ConnectionsPerAddress={2 * count}");
        var hints = new ConcurrentBag<(double From, double To)>();
        var laterConnections = 0;
        using var connected = new CountdownEvent(count);
        using var stopped = new CancellationTokenSource();
        var clients = Enumerable.Range(0, count).Select(_ => Task.Run(Reconnect)).ToList();
        Assert.True(connected.Wait(TimeSpan.FromSeconds(30)));
        // A request that never ends does not delay the stop either.
        using var halfSent = await SendHalf(server.Address);

        var watch = Stopwatch.StartNew();
        await server.Stop();
        var duration = watch.Elapsed;
        await stopped.CancelAsync();
        await Task.WhenAll(clients);
        await server.DisposeAsync();
        output.WriteLine(
            $"{count:N0} clients, {hints.Count:N0} told when to return: stopped after {duration.TotalSeconds:0.00} s");
        Assert.True(duration < TimeSpan.FromSeconds(5), duration.ToString());
        Assert.Equal(0, laterConnections);
        Assert.NotEmpty(hints);
        Assert.All(hints, hint => Assert.True(hint.From > 0 && hint.To > hint.From, hint.ToString()));
        Assert.DoesNotContain("ERR ", server.Output);
        Assert.DoesNotContain("cancel", server.Output, StringComparison.OrdinalIgnoreCase);

        async Task Reconnect()
        {
            for (var isFirst = true; !stopped.IsCancellationRequested; isFirst = false)
            {
                try
                {
                    using var socket = await ScreenSocket.Open(server.Address, "/hubs/monitor");
                    await socket.Send(
                        """{"type":1,"invocationId":"1","target":"Subscribe","arguments":["feed"]}""");
                    await socket.ReceiveAll(record =>
                    {
                        if (ReadHint(record) is { } hint)
                        {
                            hints.Add(hint);
                            socket.Dispose();
                            return;
                        }
                        if (!record.StartsWith("""{"type":3"""u8)) return;
                        if (isFirst) connected.Signal();
                        else Interlocked.Increment(ref laterConnections);
                    });
                }
                catch (Exception fault) when (fault is SocketException or EndOfStreamException)
                {
                }
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task A_stopping_server_refuses_connections_to_the_hub_and_answers_other_requests()
    {
        var server = await DashboardHost.Start();
        using var http = new HttpClient { BaseAddress = server.Address };
        // The callbacks run in reverse order: the server stops while this one waits.
        var refused = new TaskCompletionSource<(HttpStatusCode Hub, TimeSpan? Delay, HttpStatusCode Other)>();
        using var registration = server.Stopping.Register(() =>
        {
            using var negotiated = http.PostAsync("/hubs/monitor/negotiate?negotiateVersion=1", null).Result;
            using var other = http.GetAsync("/api/v1/about").Result;
            refused.SetResult((negotiated.StatusCode, negotiated.Headers.RetryAfter?.Delta, other.StatusCode));
        });
        await server.DisposeAsync();
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2), HttpStatusCode.OK), await refused.Task);
    }

    [Fact]
    public async Task A_client_that_stays_is_told_when_to_return_before_it_is_disconnected()
    {
        var server = await DashboardHost.Start();
        await using var client = await MonitorConnection.Connect(server);
        await client.Subscribe("feed");
        var stopping = server.DisposeAsync();
        var hint = await client.Stopping;
        Assert.Equal((2, 3), (hint.GetProperty("from").GetDouble(), hint.GetProperty("to").GetDouble()));
        await client.Closed;
        await stopping;
    }

    private static (double, double)? ReadHint(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"target\":\"stopping\""u8) < 0) return null;
        var reader = new Utf8JsonReader(record);
        var hint = JsonElement.ParseValue(ref reader).GetProperty("arguments")[0];
        return (hint.GetProperty("from").GetDouble(), hint.GetProperty("to").GetDouble());
    }

    private static async Task<Socket> SendHalf(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Join(
            "\r\n",
            "POST /api/v1/events HTTP/1.1", $"Host: {server.Authority}", "Content-Type: application/json",
            $"Authorization: ApiKey {DashboardServer.Key}", "Content-Length: 1000", "", "[")));
        return socket;
    }
}

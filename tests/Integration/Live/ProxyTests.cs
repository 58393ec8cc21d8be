using System.Diagnostics;
using System.Text;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http.Connections;

namespace IpMonitor.IntegrationTests.Live;

/// <summary>Live connections through an nginx as it is installed: HTTP/1.0, buffering, no WebSocket.</summary>
public sealed class ProxyTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private readonly Uri _proxy = new($"http://127.0.0.1:{TestPort.FindFree()}");
    private NginxProcess _nginx = null!;

    public async ValueTask InitializeAsync()
    {
        Prerequisite.SkipIfMissing(NginxProcess.MissingReason);
        _nginx = await NginxProcess.Start($$"""
            server {
              listen {{_proxy.Authority}};
              location / {
                proxy_pass http://{{fixture.Server.Address.Authority}};
                proxy_set_header Host $http_host;
              }
            }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null) await _nginx.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Updates_arrive_within_seconds(HttpTransportType transport)
    {
        var watch = Stopwatch.StartNew();
        await using var client = await MonitorConnection.Connect(_proxy, transport);
        await client.Subscribe("feed");
        using var response = await fixture.Server.Http.PostEvents(new
        {
            id = $"{transport}",
            source = "proxy",
            city = "370300",
            metric = "pledge.count",
            value = 1,
            date = "2024-05-01",
        });
        var position = (await response.ReadJson()).GetProperty("position").GetInt64();
        await client.NextUpdate("feed", update => update.GetProperty("position").GetInt64() >= position);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }

    [Fact]
    public async Task A_connection_by_long_polling_receives_pings()
    {
        using var http = new HttpClient { BaseAddress = _proxy, Timeout = TimeSpan.FromSeconds(9) };
        using var negotiated = await http.PostAsync("/hubs/monitor/negotiate?negotiateVersion=1", null);
        var token = (await negotiated.ReadJson()).GetProperty("connectionToken").GetString();
        var address = $"/hubs/monitor?id={token}";
        Assert.Equal("", await http.GetStringAsync(address));
        using var handshake = new StringContent("{\"protocol\":\"json\",\"version\":1}\u001e", Encoding.UTF8);
        using var sent = await http.PostAsync(address, handshake);
        Assert.True(sent.IsSuccessStatusCode);
        Assert.Equal("{}\u001e", await http.GetStringAsync(address));
        Assert.Equal("{\"type\":6}\u001e", await http.GetStringAsync(address));
        using var ended = await http.DeleteAsync(address);
    }

    [Fact]
    public async Task Responses_of_the_hub_forbid_buffering_and_transformation()
    {
        using var http = new HttpClient { BaseAddress = fixture.Server.Address };
        using var negotiated = await http.PostAsync("/hubs/monitor/negotiate?negotiateVersion=1", null);
        var token = (await negotiated.ReadJson()).GetProperty("connectionToken").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/hubs/monitor?id={token}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var events = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", Assert.Single(events.Headers.GetValues("X-Accel-Buffering")));
        Assert.True(events.Headers.CacheControl is { NoTransform: true, NoCache: true }, events.ToString());
    }
}

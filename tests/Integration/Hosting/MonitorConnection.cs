using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>
/// A connection of the official SignalR client to <c>/hubs/monitor</c>; queues the pushed messages of each topic.
/// </summary>
internal sealed class MonitorConnection : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly HubConnection _connection;
    private readonly ConcurrentDictionary<string, Channel<HubPush>> _topics = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<JsonElement> _stopping =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MonitorConnection(HubConnection connection)
    {
        _connection = connection;
        foreach (var name in (string[])["snapshot", "update", "source"])
            connection.On<JsonElement>(name, message => Queue(TopicOf(message)).Writer.TryWrite(new(name, message)));
        connection.On<JsonElement>("stopping", message => _stopping.TrySetResult(message));
        connection.Closed += fault =>
        {
            _closed.TrySetResult(fault?.Message ?? "");
            return Task.CompletedTask;
        };
    }

    /// <summary>The close reason given by the server; empty without one.</summary>
    public Task<string> Closed => _closed.Task.WaitAsync(TimeLimit, TestContext.Current.CancellationToken);

    /// <summary>The message of a server that stops.</summary>
    public Task<JsonElement> Stopping => _stopping.Task.WaitAsync(TimeLimit, TestContext.Current.CancellationToken);

    /// <summary>Connects, with an API key if given.</summary>
    public static Task<MonitorConnection> Connect(DashboardServer server, string? key = null) =>
        Connect(server, options => Authorize(options, key is null ? null : $"ApiKey {key}"));

    /// <summary>Connects with the cookies and the API key of a client.</summary>
    /// <param name="query">Query of the address, without its question mark.</param>
    public static Task<MonitorConnection> Connect(DashboardServer server, ApiClient client, string query = "") =>
        Connect(server.Address, HttpTransportType.WebSockets, options =>
        {
            options.Cookies = client.Cookies;
            Authorize(options, client.Http.DefaultRequestHeaders.Authorization?.ToString());
        }, query);

    /// <summary>Connects by a transport, after a negotiation, to a server or its proxy.</summary>
    public static Task<MonitorConnection> Connect(Uri address, HttpTransportType transport) =>
        Connect(address, transport, _ => { });

    /// <summary>Connects with a language in the Accept-Language header.</summary>
    public static Task<MonitorConnection> ConnectInLanguage(DashboardServer server, string language) =>
        Connect(server, options => options.Headers["Accept-Language"] = language);

    /// <summary>Connects over TLS with exactly this HTTP version.</summary>
    public static Task<MonitorConnection> Connect(DashboardServer server, Version http) =>
        Connect(server, options => options.WebSocketFactory = async (context, cancellation) =>
        {
            var socket = new ClientWebSocket();
            socket.Options.HttpVersion = http;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(context.Uri, Invoker(server), cancellation);
            return socket;
        });

    /// <summary>Subscribes and returns the snapshot.</summary>
    public async Task<JsonElement> Subscribe(string? topic)
    {
        using var limit = CreateTimeLimit();
        return await _connection.InvokeAsync<JsonElement>("Subscribe", topic, limit.Token);
    }

    /// <summary>Subscribes to a topic that is refused and returns the error.</summary>
    public async Task<string> SubscribeExpectingError(string? topic) =>
        (await Assert.ThrowsAsync<HubException>(() => Subscribe(topic))).Message;

    /// <summary>Unsubscribes; completes when the server has answered.</summary>
    public async Task Unsubscribe(string topic)
    {
        using var limit = CreateTimeLimit();
        await _connection.InvokeAsync("Unsubscribe", topic, limit.Token);
    }

    /// <summary>Returns the next pushed message of a topic.</summary>
    public async Task<HubPush> Next(string topic)
    {
        using var limit = CreateTimeLimit();
        return await Queue(topic).Reader.ReadAsync(limit.Token);
    }

    /// <summary>Returns the next update of a topic that matches; skips other messages of the topic.</summary>
    public async Task<JsonElement> NextUpdate(string topic, Func<JsonElement, bool>? matches = null)
    {
        while (true)
        {
            var (name, message) = await Next(topic);
            if (name == "update" && matches?.Invoke(message) != false) return message;
        }
    }

    /// <summary>Takes an already received message of a topic.</summary>
    public bool TryNext(string topic, out HubPush hubPush) => Queue(topic).Reader.TryRead(out hubPush);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static Task<MonitorConnection> Connect(DashboardServer server, Action<HttpConnectionOptions> configure) =>
        Connect(server.Address, HttpTransportType.WebSockets, configure);

    private static async Task<MonitorConnection> Connect(
        Uri address, HttpTransportType transport, Action<HttpConnectionOptions> configure, string query = "")
    {
        var hub = new Uri(address, $"/hubs/monitor?{query}");
        var builder = new HubConnectionBuilder().WithUrl(hub, transport, options =>
        {
            // Without a negotiation the WebSocket handshake itself refuses an unauthorized client.
            options.SkipNegotiation = transport == HttpTransportType.WebSockets;
            configure(options);
        });
        var connection = new MonitorConnection(builder.Build());
        try
        {
            await connection._connection.StartAsync(TestContext.Current.CancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void Authorize(HttpConnectionOptions options, string? authorization)
    {
        if (authorization is not null) options.Headers["Authorization"] = authorization;
    }

    private static HttpMessageInvoker Invoker(DashboardServer server) =>
        new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = server.Trust } });

    private static string TopicOf(JsonElement message) => message.GetProperty("topic").GetString()!;

    private static CancellationTokenSource CreateTimeLimit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        return limit;
    }

    private Channel<HubPush> Queue(string topic) => _topics.GetOrAdd(topic, _ => Channel.CreateUnbounded<HubPush>());
}

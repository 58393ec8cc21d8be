using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace IpMonitor.Tests.Server;

/// <summary>A raw WebSocket that speaks SignalR's JSON protocol: what any screen may do without a library.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\x1e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _answers = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _pushed = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource<string> _ended = new();
    private string _reason = "";
    private int _calls;

    public static Task<HubClient> Connect(DashboardProcess server, string? key = null) => Connect(server, new(1, 1), ("Authorization", key is null ? null : $"ApiKey {key}"));

    /// <summary>As browsers do over TLS, within the one HTTP/2 connection that they have.</summary>
    public static Task<HubClient> ConnectWithin(DashboardProcess server, Version http) => Connect(server, http);

    /// <summary>As somebody whose browser or machine holds something.</summary>
    public static Task<HubClient> Connect(DashboardProcess server, Doors.Desk desk) =>
        Connect(server, new(1, 1), ("Authorization", desk.Http.DefaultRequestHeaders.Authorization?.ToString()), ("Cookie", desk.Cookie));

    private static async Task<HubClient> Connect(DashboardProcess server, Version http, params (string Name, string? Value)[] headers)
    {
        var client = new HubClient();
        (client._socket.Options.HttpVersion, client._socket.Options.HttpVersionPolicy) = (http, HttpVersionPolicy.RequestVersionExact);
        foreach (var (name, value) in headers)
            if (!string.IsNullOrEmpty(value)) client._socket.Options.SetRequestHeader(name, value);
        var address = new UriBuilder(server.Address) { Scheme = server.Trust is null ? "ws" : "wss", Path = "/hubs/monitor" }.Uri;
        await client._socket.ConnectAsync(address, new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = server.Trust } }), default);
        await client.Send("""{"protocol":"json","version":1}""");
        _ = client.Listen();
        return client;
    }

    /// <summary>Calls a hub method and gives its completion.</summary>
    public async Task<JsonElement> Invoke(string method, params object[] arguments)
    {
        await Send(JsonSerializer.Serialize(new { type = 1, invocationId = $"{++_calls}", target = method, arguments }));
        return await Next(_answers);
    }

    /// <summary>Subscribes and gives the snapshot.</summary>
    public async Task<JsonElement> Subscribe(string topic)
    {
        var answer = await Invoke("Subscribe", topic);
        Assert.True(answer.TryGetProperty("result", out var snapshot), answer.ToString());
        return snapshot;
    }

    /// <summary>The next message pushed with this name, others passed over.</summary>
    public async Task<JsonElement> Pushed(string name, Func<JsonElement, bool>? fitting = null)
    {
        while (true)
        {
            var (told, message) = await Pushed();
            if (told == name && fitting?.Invoke(message) != false) return message;
        }
    }

    /// <summary>Why the server ended the connection; empty when it did not say.</summary>
    public Task<string> Ended => _ended.Task.WaitAsync(Patience);

    /// <summary>Says something that is no call.</summary>
    public Task Say(string message) => Send(message);

    /// <summary>The next message pushed, with its name.</summary>
    public async Task<(string Name, JsonElement Message)> Pushed()
    {
        var message = await Next(_pushed);
        return (message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]);
    }

    /// <summary>Whether nothing has been pushed that was not read.</summary>
    public bool IsQuiet => !_pushed.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }

    private static async Task<JsonElement> Next(Channel<JsonElement> channel)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await channel.Reader.ReadAsync(patience.Token);
    }

    private Task Send(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes($"{message}{End}"), WebSocketMessageType.Text, endOfMessage: true, default);

    private async Task Listen()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[buffer.Length];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, default);
                if (received.MessageType == WebSocketMessageType.Close) break;
                text.Append(characters, 0, decoder.GetChars(buffer, 0, received.Count, characters, 0));
                for (var end = text.ToString().IndexOf(End); end >= 0; end = text.ToString().IndexOf(End))
                {
                    Dispatch(JsonDocument.Parse(text.ToString(0, end)).RootElement);
                    text.Remove(0, end + 1);
                }
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        _answers.Writer.TryComplete();
        _pushed.Writer.TryComplete();
        _ended.TrySetResult(_reason);
    }

    private void Dispatch(JsonElement message)
    {
        if (!message.TryGetProperty("type", out var type)) return;
        if (type.GetInt32() == 1) _pushed.Writer.TryWrite(message);
        if (type.GetInt32() == 7 && message.TryGetProperty("error", out var error)) _reason = error.GetString()!;
        if (type.GetInt32() == 3) _answers.Writer.TryWrite(message);
    }
}

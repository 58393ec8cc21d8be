using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>The hub <c>/hubs/monitor</c>: subscribe to topics, and be told of each change (design, section 5).</summary>
internal sealed partial class MonitorHub(LiveTopics topics, MonitorConnections connections, ILogger<MonitorHub> log) : Hub
{
    /// <summary>Answers the topic's snapshot; after it the connection is sent <c>update</c> and <c>snapshot</c>.</summary>
    public async Task<SnapshotMessage> Subscribe(string? topic)
    {
        try
        {
            var connection = connections[Context.ConnectionId]!;
            return await topics.Subscribe(topic ?? "", connection.ConnectionId, message => connection.WriteAsync(message), connection.ConnectionAborted)
                ?? throw new HubException($"topic_unknown: 没有这个主题：{topic}");
        }
        catch (Exception fault) when (fault is not HubException)
        {
            LogLost(log, topic, fault);
            throw new HubException("source_unavailable: 数据源暂时不可用，请稍后重试。");
        }
    }

    /// <summary>Stops the updates of a topic.</summary>
    public void Unsubscribe(string? topic) => topics.Unsubscribe(topic ?? "", Context.ConnectionId);

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        topics.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscribing to {Topic} failed")]
    private static partial void LogLost(ILogger log, string? topic, Exception fault);
}

/// <summary>
/// SignalR's own list of connections, opened so that a message serialized once can be written to each and its way watched.
/// </summary>
internal sealed class MonitorConnections(ILogger<DefaultHubLifetimeManager<MonitorHub>> log) : DefaultHubLifetimeManager<MonitorHub>(log)
{
    private readonly HubConnectionStore _connections = new();

    /// <summary>The connection with this id, or null.</summary>
    public HubConnectionContext? this[string id] => _connections[id];

    /// <inheritdoc/>
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        _connections.Add(connection);
        return base.OnConnectedAsync(connection);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        _connections.Remove(connection);
        return base.OnDisconnectedAsync(connection);
    }
}

internal static class LiveHosting
{
    public static void AddLive(this WebApplicationBuilder builder)
    {
        // A screen finds within 12 s that a connection has stalled: two pings late (client/src/live/connection.ts).
        builder.Services.AddSignalR(hub => hub.KeepAliveInterval = TimeSpan.FromSeconds(5)).AddJsonProtocol(json => Api.WireJson.Set(json.PayloadSerializerOptions));
        builder.Services.AddSingleton<MonitorConnections>();
        builder.Services.AddSingleton<HubLifetimeManager<MonitorHub>>(services => services.GetRequiredService<MonitorConnections>());
        builder.Services.AddSingleton<LiveTopics>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveTopics>());
    }

    public static void MapLive(this WebApplication app) => app.MapHub<MonitorHub>("/hubs/monitor");
}

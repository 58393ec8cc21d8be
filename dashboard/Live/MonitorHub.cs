using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Messages;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Live;

/// <summary>The hub <c>/hubs/monitor</c>: subscribe to topics, and be told of each change (design, section 5).</summary>
internal sealed partial class MonitorHub(
    TopicSubscriptionService topics, MonitorHubLifetimeManager connections, ConnectionLimiter crowd, TopicAuthorization doors, RefusalLog refusals, HubMetrics metrics,
    ILogger<MonitorHub> log) : Hub
{
    private ConnectionLimiter.ConnectionLease Lease => (ConnectionLimiter.ConnectionLease)Context.Items[nameof(Lease)]!;

    private Subscriber Subscriber => (Subscriber)Context.Items[nameof(Subscriber)]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        var seat = crowd.TryAcquire(Context.GetHttpContext()?.Connection.RemoteIpAddress, Context.User?.Identity?.Name)
            ?? throw Reject(429, "too_many_connections");
        Context.Items[nameof(Lease)] = seat;
        var connection = connections[Context.ConnectionId]!;
        var sent = metrics; // The connection outlives the hub, which must not be captured.
        Context.Items[nameof(Subscriber)] = new Subscriber(message =>
        {
            sent.CountMessage(message.GetSerializedMessage(connection.Protocol).Length);
            return connection.WriteAsync(message);
        });
        var idle = (Context, seat);
        Context.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static idle =>
        {
            var (context, seat) = ((HubCallerContext, ConnectionLimiter.ConnectionLease))idle;
            if (seat.IsIdle) context.Abort();
        }, idle);
        doors.AbortWhenRevoked(Context);
        return Task.CompletedTask;
    }

    /// <summary>Answers the topic's snapshot; after it the connection is sent <c>update</c> and <c>snapshot</c>.</summary>
    public async Task<SnapshotMessage> Subscribe(string? topic)
    {
        var name = topic ?? "";
        if (!await doors.MaySubscribe(Context.GetHttpContext(), Context.User!, name)) throw Reject(403, "not_allowed.topic", name);
        if (!Lease.TryAddTopic(name)) throw Reject(429, "too_many_topics");
        try
        {
            if (await topics.Subscribe(name, Subscriber, Context.ConnectionAborted) is { } snapshot) return snapshot;
        }
        catch (Exception fault)
        {
            LogLost(log, Uri.EscapeDataString(name), fault);
            Lease.RemoveTopic(name);
            throw CreateException("source_unavailable");
        }
        Lease.RemoveTopic(name);
        throw CreateException("topic_unknown", name);
    }

    /// <summary>Stops the updates of a topic.</summary>
    public void Unsubscribe(string? topic)
    {
        topics.Unsubscribe(topic ?? "", Subscriber);
        Lease.RemoveTopic(topic ?? "");
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var topic in Lease.Release()) topics.Unsubscribe(topic, Subscriber);
        return Task.CompletedTask;
    }

    private HubException Reject(int status, string key, params ImmutableArray<MessageArgument> arguments)
    {
        if (Context.GetHttpContext() is { } asked) refusals.WriteThrottled(asked, status);
        return CreateException(key, arguments);
    }

    // "code: text". A browser cannot set the headers of a WebSocket, so the page names its language in the query.
    private HubException CreateException(string key, params ImmutableArray<MessageArgument> arguments)
    {
        var request = Context.GetHttpContext()?.Request;
        var language = ResponseLanguage.Choose(
            request?.Query["language"] is { Count: > 0 } named ? named : request?.Headers.AcceptLanguage ?? default);
        return new($"{key.Split('.')[0]}: {MessageFormatter.Format(key, arguments, language)}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscribing to {Topic} failed")]
    private static partial void LogLost(ILogger log, string? topic, Exception fault);
}

/// <summary>
/// SignalR's own list of connections, opened so that a message serialized once can be written to each and its way watched.
/// </summary>
internal sealed class MonitorHubLifetimeManager(ILogger<DefaultHubLifetimeManager<MonitorHub>> log) : DefaultHubLifetimeManager<MonitorHub>(log)
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
        builder.Services.AddOptionsSection<LiveLimitOptions>("Live:Limits")
            .Validate(most => int.Min(int.Min(most.ConnectionsPerAddress, most.ConnectionsPerAccount), int.Min(most.TopicsPerAddress, most.TopicsPerAccount)) > 0,
                "Live:Limits: connections and topics must be above zero.")
            .Validate(most => most.MaxMessageBytes >= 1_024, "Live:Limits:MaxMessageBytes must be at least 1,024.")
            .Validate(most => most.IdleTimeout > TimeSpan.Zero && most.SendTimeout > TimeSpan.Zero, "Live:Limits: Idle and Send must be above zero.");
        builder.Services.AddSingleton<ConnectionLimiter>();
        builder.Services.AddSingleton<HubMetrics>();
        builder.Services.AddSignalR().AddJsonProtocol(json => JsonDefaults.Configure(json.PayloadSerializerOptions));
        builder.Services.Configure<OpenApiOptions>(
            WireSchemas.Document, openApi => openApi.AddDocumentTransformer<HubSchemas>());
        builder.Services.AddOptions<HubOptions>().Configure<IOptions<LiveLimitOptions>>((hub, most) =>
        {
            // A screen shows after 8 s that nothing is heard, and gives the connection up after 12 (client/src/shared/realtime/connection.ts).
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.MaximumReceiveMessageSize = most.Value.MaxMessageBytes;
        });
        builder.Services.AddSingleton<MonitorHubLifetimeManager>();
        builder.Services.AddSingleton<HubLifetimeManager<MonitorHub>>(services => services.GetRequiredService<MonitorHubLifetimeManager>());
        builder.Services.AddSingleton<TopicSubscriptionService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TopicSubscriptionService>());
    }

    public static void MapLive(this WebApplication app)
    {
        var most = app.Services.GetRequiredService<IOptions<LiveLimitOptions>>().Value;
        app.MapHub<MonitorHub>("/hubs/monitor", hub => hub.TransportSendTimeout = most.SendTimeout).RequireAuthorization(SecurityHosting.MayReadLists);
    }
}

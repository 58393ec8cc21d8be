using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Messages;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>SignalR hub <c>/hubs/monitor</c>: subscribes connections to topics.</summary>
internal sealed partial class MonitorHub(
    TopicSubscriptionService topics,
    MonitorHubLifetimeManager connections,
    ConnectionLimiter limiter,
    TopicAuthorization authorization,
    RefusalLog refusals,
    HubMetrics metrics,
    ILogger<MonitorHub> log)
    : Hub
{
    private ConnectionLimiter.ConnectionLease Lease =>
        (ConnectionLimiter.ConnectionLease)Context.Items[nameof(Lease)]!;

    private Subscriber Subscriber => (Subscriber)Context.Items[nameof(Subscriber)]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        var address = Context.GetHttpContext()?.Connection.RemoteIpAddress;
        var lease = limiter.TryAcquire(address, Context.User?.Identity?.Name)
            ?? throw Reject(429, "too_many_connections");
        Context.Items[nameof(Lease)] = lease;
        var connection = connections[Context.ConnectionId]!;
        Context.Items[nameof(Subscriber)] = CreateSubscriber(
            connection,
            Context.GetHttpContext() is { } context ? EventScope.FromConnection(context) : EventScope.None,
            metrics);
        var heartbeat = Context.Features.Get<IConnectionHeartbeatFeature>();
        heartbeat?.OnHeartbeat(
            static state =>
            {
                var (context, lease) = ((HubCallerContext, ConnectionLimiter.ConnectionLease))state;
                if (lease.IsIdle) context.Abort();
            },
            (Context, lease));
        if (Context.Features.Get<IConnectionInherentKeepAliveFeature>() is { HasInherentKeepAlive: true })
            heartbeat?.OnHeartbeat(static state => ((PollingKeepAlive)state).Ping(), new PollingKeepAlive(connection));
        authorization.AbortWhenRevoked(Context);
        return Task.CompletedTask;
    }

    /// <summary>Subscribes the connection to a topic and returns its snapshot.</summary>
    /// <remarks>After it the server sends <c>update</c>, <c>snapshot</c> and <c>source</c>.</remarks>
    /// <exception cref="HubException">
    /// The topic is unknown or not allowed, a limit is reached, or the source does not respond.
    /// </exception>
    public async Task<SnapshotMessage> Subscribe(string? topic)
    {
        var name = topic ?? "";
        if (!await authorization.MaySubscribe(Context.GetHttpContext(), Context.User!, name))
            throw RejectTopic(name);
        if (!Lease.TryAddTopic(name))
            throw Reject(429, "too_many_topics");
        try
        {
            if (await topics.Subscribe(name, Subscriber, Context.ConnectionAborted) is { } snapshot) return snapshot;
        }
        catch (Exception exception)
        {
            LogSubscribeFailed(log, Uri.EscapeDataString(name), exception);
            Lease.RemoveTopic(name);
            throw CreateException("source_unavailable");
        }
        Lease.RemoveTopic(name);
        throw CreateException("topic_unknown", name);
    }

    /// <summary>Unsubscribes the connection from a topic.</summary>
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

    // Static: the subscriber outlives the hub and must not capture it.
    private static Subscriber CreateSubscriber(
        HubConnectionContext connection, EventScope events, HubMetrics metrics) => new(events, message =>
        {
            metrics.CountMessage(message.GetSerializedMessage(connection.Protocol).Length);
            return connection.WriteAsync(message);
        });

    private HubException RejectTopic(string name)
    {
        if (Context.GetHttpContext() is not { } context || ApiKeyHandler.GetCredential(context.Request) is null)
            return Reject(403, "not_allowed.topic", name);
        var key = context.User.Identity?.Name ?? "";
        return context.User.IsInRole(Roles.Reader)
            ? Reject(403, "not_allowed.key_reach", key, KeyReadScopeFilter.DescribeReach(context))
            : Reject(403, "not_allowed.key_scope", key);
    }

    private HubException Reject(int status, string key, params ImmutableArray<MessageArgument> arguments)
    {
        if (Context.GetHttpContext() is { } context) refusals.WriteThrottled(context, status);
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
    private static partial void LogSubscribeFailed(ILogger log, string? topic, Exception exception);
}

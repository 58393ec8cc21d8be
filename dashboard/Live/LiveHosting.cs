using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Live;

/// <summary>Registers SignalR, the limits and the topic subscriptions, and maps the hub.</summary>
internal static class LiveHosting
{
    private const int MinMessageBytes = 1_024;

    // Time for the client to confirm that the connection is closed; longer than a round trip.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    public static void AddLive(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<LiveLimitOptions>("Live:Limits")
            .Validate(HasPositiveCounts, "Live:Limits：连接数与主题数须大于零。 Connections and topics must be above zero.")
            .Validate(
                limits => limits.MaxMessageBytes >= MinMessageBytes,
                "Live:Limits:MaxMessageBytes：至少 1024。 It must be at least 1,024.")
            .Validate(
                limits => limits.IdleTimeout > TimeSpan.Zero && limits.SendTimeout > TimeSpan.Zero,
                "Live:Limits：IdleTimeout 与 SendTimeout 须大于零。 Both must be above zero.");
        services.AddSingleton<ConnectionLimiter>();
        services.AddSingleton<HubMetrics>();
        services.AddSignalR().AddJsonProtocol(json => JsonDefaults.Configure(json.PayloadSerializerOptions));
        services.Configure<OpenApiOptions>(
            WireSchemas.Document, openApi => openApi.AddDocumentTransformer<HubSchemas>());
        services.AddOptions<HubOptions>().Configure<IOptions<LiveLimitOptions>>((hub, limits) =>
        {
            // The client reports silence after 8 s and reconnects after 12 s
            // (dashboard/client/src/shared/realtime/connection.ts).
            hub.KeepAliveInterval = PollingKeepAlive.Interval;
            hub.MaximumReceiveMessageSize = limits.Value.MaxMessageBytes;
        });
        services.AddSingleton<MonitorHubLifetimeManager>();
        services.AddSingleton<HubLifetimeManager<MonitorHub>>(
            provider => provider.GetRequiredService<MonitorHubLifetimeManager>());
        services.AddHostedService<HubShutdownService>();
        services.AddSingleton<TopicSubscriptionService>();
        services.AddHostedService(provider => provider.GetRequiredService<TopicSubscriptionService>());
    }

    public static void MapLive(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<LiveLimitOptions>>().Value;
        app.MapHub<MonitorHub>("/hubs/monitor", hub =>
            {
                hub.TransportSendTimeout = limits.SendTimeout;
                hub.WebSockets.CloseTimeout = CloseTimeout;
            })
            .RequireAuthorization(Policies.MayReadLists)
            .Reads()
            .RequireSameOrigin()
            // Long polling sends many requests; connections and topics have their own limits.
            .DisableRateLimiting()
            .Add(endpoint => endpoint.RequestDelegate = ForbidBuffering(endpoint.RequestDelegate!));
    }

    // A proxy that collects or compresses the response would hold back the events.
    private static RequestDelegate ForbidBuffering(RequestDelegate next) => context =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.CacheControl = "no-cache, no-store, no-transform";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            return Task.CompletedTask;
        });
        return next(context);
    };

    private static bool HasPositiveCounts(LiveLimitOptions limits) =>
        limits.ConnectionsPerAddress > 0 && limits.ConnectionsPerAccount > 0
        && limits.TopicsPerAddress > 0 && limits.TopicsPerAccount > 0;
}

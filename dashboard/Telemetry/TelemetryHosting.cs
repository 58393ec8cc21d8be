using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Logging;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Grains.Telemetry;
using IpMonitor.Silo.Configuration;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IpMonitor.Dashboard.Telemetry;

/// <summary>
/// Configures OpenTelemetry: metrics at <c>/metrics</c> for Prometheus, and metrics and traces by OTLP to the collector
/// that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names.
/// </summary>
/// <remarks>
/// The exporter reads endpoint, headers, protocol and sampling from the variables of the OpenTelemetry specification.
/// </remarks>
internal static class TelemetryHosting
{
    // Runtime, Kestrel, SignalR and Npgsql publish their own meters.
    private static readonly string[] Meters =
    [
        Instrumentation.Name,
        "Microsoft.Orleans",
        "Microsoft.AspNetCore.*",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
    ];

    private static readonly string[] Activities = [Instrumentation.Name, "Microsoft.Orleans.*"];

    public static void AddTelemetry(this WebApplicationBuilder builder, StartupSettings settings)
    {
        builder.Services.AddOperatorAccess(settings);
        builder.Services.AddOptionsSection<TelemetryOptions>(TelemetryOptions.Section);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("ipmonitor", serviceVersion: AboutRoutes.Version)
            .AddEnvironmentVariableDetector());
        var isExported = LoggingHosting.GetCollectorAddress(builder.Configuration) is not null;
        if (HasMetrics(builder.Configuration))
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddPrometheusExporter();
                if (isExported) metrics.AddOtlpExporter();
            });
        }
        if (!isExported) return;
        telemetry.WithTracing(tracing => tracing
            .AddSource(Activities)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced)
            .AddNpgsql()
            .AddOtlpExporter());
    }

    public static void MapTelemetry(this WebApplication app)
    {
        if (!HasMetrics(app.Configuration)) return;
        app.MapPrometheusScrapingEndpoint("/metrics")
            .RequireAuthorization(OperatorAccess.Policy)
            .Reads()
            .ExcludeFromDescription();
    }

    // A small machine may disable metrics, whose aggregation costs memory and time.
    private static bool HasMetrics(IConfiguration configuration) =>
        configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>()?.Metrics ?? true;

    // A WebSocket is one request for hours; probes and scrapes are noise.
    private static bool IsTraced(HttpContext context)
    {
        var path = context.Request.Path;
        return !path.StartsWithSegments("/hubs")
            && !path.StartsWithSegments("/health")
            && !path.StartsWithSegments("/metrics");
    }
}

using System.Globalization;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace IpMonitor.Dashboard.Logs;

/// <summary>Where the log goes: to the console, as text or JSON, and to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names. What is in it is set by <c>Logging:LogLevel</c>.</summary>
internal static class LogsHosting
{
    private const string Line = "{Timestamp:yyyy-MM-dd'T'HH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var values = builder.Configuration;
        builder.Logging.ClearProviders();
        var log = new LoggerConfiguration().MinimumLevel.Verbose().ReadFrom.Configuration(values);
        log = values["IPM_LOGS"] switch
        {
            null or "" or "text" => log.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture),
            "json" => log.WriteTo.Console(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture)),
            var other => throw new InvalidOperationException($"IPM_LOGS 不能是“{other}”：可以是 text 或 json。 It can be text or json."),
        };
        // Beside Logging:LogLevel no levels of Serilog's own, so that each line goes everywhere or nowhere.
        builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(log.CreateLogger(), dispose: true));
        if (values[Collector] is { Length: > 0 } collector) builder.Logging.Ship(collector);
    }

    // Where to and how is read by the exporter, under the names that OpenTelemetry's specification has.
    private static void Ship(this ILoggingBuilder logging, string collector)
    {
        if (!Uri.TryCreate(collector, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || address.IsLoopback))
            throw new InvalidOperationException($"{Collector}：日志里有账号与地址，只能发往 https 地址或本机的采集器。 The log names people: it goes to https or to a collector at this machine.");
        logging.AddOpenTelemetry(shipped =>
        {
            shipped.IncludeFormattedMessage = true;
            shipped.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("ipmonitor").AddEnvironmentVariableDetector());
            shipped.AddOtlpExporter();
        });
    }
}

namespace IpMonitor.Dashboard.Telemetry;

/// <summary>Settings of metrics (configuration section <c>Telemetry</c>).</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Path of the configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>True if metrics are collected and served at <c>/metrics</c>.</summary>
    public bool Metrics { get; set; } = true;
}

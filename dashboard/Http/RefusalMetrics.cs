using System.Diagnostics.Metrics;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Http;

/// <summary>Counts refused requests by status and code.</summary>
internal sealed class RefusalMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refusals = meters.Create(Instrumentation.Name)
        .CreateCounter<long>("ipmonitor.refusals", "{request}", "Refused requests by status and code.");

    /// <summary>Counts one refused request.</summary>
    public void Count(int status, string code) => _refusals.Add(1, new("status", status), new("code", code));
}

using Serilog.Core;
using Serilog.Events;

namespace IpMonitor.Dashboard.Logging;

/// <summary>
/// Drops a false warning of Orleans 10.4: its watchdog can read the time of the last component check before the first
/// check has set it, and then reports a stall as long as the uptime of the machine.
/// </summary>
internal sealed class OrleansWatchdogFilter(TimeProvider time) : ILogEventFilter
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Returns false for a watchdog stall that is longer than the uptime of this process.</summary>
    public bool IsEnabled(LogEvent logEvent)
    {
        if (!logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
            || source is not ScalarValue { Value: "Orleans.Runtime.Watchdog" })
            return true;
        var uptime = time.GetElapsedTime(_started);
        return !logEvent.Properties.Values.Any(
            property => property is ScalarValue { Value: TimeSpan stall } && stall > uptime);
    }
}

using System.Diagnostics.Metrics;

namespace IpMonitor.Grains.Telemetry;

/// <summary>Measures the flushes of topic sources.</summary>
public sealed class FlushMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;

    /// <summary>Creates the instruments.</summary>
    public FlushMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _duration = meter.CreateDuration(
            "ipmonitor.live.flush.duration",
            "Duration of a flush that changed topics, reading the journal included.");
        _lag = meter.CreateDuration(
            "ipmonitor.live.lag",
            "Time from the commit of the newest event to the flush that shows it.");
    }

    /// <summary>Records a flush that changed topics.</summary>
    /// <param name="source">Stable grain type of the topic source, such as <c>ranking</c>.</param>
    /// <param name="duration">Duration of the flush.</param>
    /// <param name="lag">Age of the newest commit it includes; null if none.</param>
    public void Record(string source, TimeSpan duration, TimeSpan? lag)
    {
        var tag = new KeyValuePair<string, object?>("source", source);
        _duration.Record(duration.TotalSeconds, tag);
        if (lag is { } age) _lag.Record(Math.Max(0, age.TotalSeconds), tag);
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IpMonitor.Grains.Telemetry;

/// <summary>The meter name and the activity source of this program.</summary>
public static class Instrumentation
{
    /// <summary>The name of the meter and the activity source.</summary>
    public const string Name = "IpMonitor";

    /// <summary>Starts the activities (spans) that follow a report from its commit to the hub's send.</summary>
    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Creates a histogram of durations in seconds, with boundaries from a millisecond to a minute.</summary>
    public static Histogram<double> CreateDuration(this Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 5, 10, 30, 60,
            ],
        });
}

using System.Diagnostics.Metrics;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Silo.Sql;

/// <summary>Measures commits, reads and the queue of the journal.</summary>
public sealed class JournalMetrics
{
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitEvents;
    private readonly Histogram<double> _readDuration;
    private readonly Histogram<double> _appendWait;
    private long _lastCommitTicks;
    private Func<int>? _queueLength;

    /// <summary>Creates the instruments.</summary>
    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _commitDuration = meter.CreateDuration(
            "ipmonitor.journal.commit.duration", "Duration of a group commit, until it is on disk.");
        _commitEvents = meter.CreateHistogram("ipmonitor.journal.commit.events", "{event}", "Events in a group commit.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 10, 100, 1_000, 10_000] });
        _readDuration = meter.CreateDuration("ipmonitor.journal.read.duration", "Duration of a read, by kind.");
        _appendWait = meter.CreateDuration(
            "ipmonitor.journal.append.wait", "Time that an append waits until its commit begins.");
        meter.CreateObservableGauge(
            "ipmonitor.journal.queue.length", () => QueueLength, "{append}", "Appends that wait for a commit.");
    }

    /// <summary>Appends that wait for a commit.</summary>
    public int QueueLength => _queueLength?.Invoke() ?? 0;

    /// <summary>Duration of the last commit; zero before the first.</summary>
    public TimeSpan LastCommitDuration => new(Volatile.Read(ref _lastCommitTicks));

    /// <summary>Sets the source of <see cref="QueueLength"/>.</summary>
    internal void Observe(Func<int> queueLength) => _queueLength = queueLength;

    /// <summary>Records a group commit.</summary>
    /// <param name="duration">Duration until it is on disk, or until it failed.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="errorCode">Error code; null if it succeeded.</param>
    internal void RecordCommit(TimeSpan duration, int events, string? errorCode)
    {
        Volatile.Write(ref _lastCommitTicks, duration.Ticks);
        if (errorCode is null)
        {
            _commitDuration.Record(duration.TotalSeconds);
            _commitEvents.Record(events);
        }
        else
        {
            _commitDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", errorCode));
        }
    }

    /// <summary>Records the time of an append in the queue.</summary>
    internal void RecordWait(TimeSpan duration) => _appendWait.Record(duration.TotalSeconds);

    /// <summary>Records a read.</summary>
    /// <param name="duration">Duration of the read.</param>
    /// <param name="kind">Stable name of the query, in kebab case.</param>
    internal void RecordRead(TimeSpan duration, string kind) =>
        _readDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
}

using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Telemetry;

/// <summary>Counts reported events by outcome: accepted, duplicate or rejected, with the code of the rejection.</summary>
public sealed class ReportMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create(Instrumentation.Name)
        .CreateCounter<long>("ipmonitor.events", "{event}", "Reported events by outcome.");

    /// <summary>Counts the verdicts of one report to a city.</summary>
    public void Count(ImmutableArray<EventResult> verdicts)
    {
        foreach (var outcome in verdicts.CountBy(verdict => (verdict.Status, verdict.Error?.Code)))
            Count(outcome.Value, OutcomeOf(outcome.Key.Status), outcome.Key.Code);
    }

    /// <summary>Counts events that were rejected before they reached their city.</summary>
    public void CountRejected(IEnumerable<string> codes)
    {
        foreach (var (code, count) in codes.CountBy(code => code)) Count(count, OutcomeOf(EventStatus.Rejected), code);
    }

    private void Count(int count, string outcome, string? code)
    {
        if (code is null) _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        else _events.Add(count, new("outcome", outcome), new("code", code));
    }

    private static string OutcomeOf(EventStatus fate) => fate switch
    {
        EventStatus.Accepted => "accepted",
        EventStatus.Duplicate => "duplicate",
        _ => "rejected",
    };
}

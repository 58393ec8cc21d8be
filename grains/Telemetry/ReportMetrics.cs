using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Telemetry;

/// <summary>
/// Counts reported events by outcome: accepted, duplicate or rejected, with the code of the rejection.
/// </summary>
public sealed class ReportMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create(Instrumentation.Name)
        .CreateCounter<long>("ipmonitor.events", "{event}", "Reported events by outcome.");

    /// <summary>Counts the results of one report to a city.</summary>
    public void Count(ImmutableArray<EventResult> results)
    {
        foreach (var ((status, code), count) in results.CountBy(result => (result.Status, result.Error?.Code)))
            Count(count, GetOutcome(status), code);
    }

    /// <summary>Counts events that were rejected before they reached their city.</summary>
    public void CountRejected(IEnumerable<string> codes)
    {
        foreach (var (code, count) in codes.CountBy(code => code))
            Count(count, GetOutcome(EventOutcome.Rejected), code);
    }

    private void Count(int count, string outcome, string? code)
    {
        if (code is null) _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        else _events.Add(count, new("outcome", outcome), new("code", code));
    }

    private static string GetOutcome(EventOutcome status) => status switch
    {
        EventOutcome.Accepted => "accepted",
        EventOutcome.Duplicate => "duplicate",
        _ => "rejected",
    };
}

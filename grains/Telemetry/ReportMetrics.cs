using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Grains.Telemetry;

/// <summary>Counts reported events by outcome: accepted, duplicate or rejected, with the code of the rejection.</summary>
public sealed class ReportMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create(Instrumentation.Name)
        .CreateCounter<long>("ipmonitor.events", "{event}", "Reported events by outcome.");

    /// <summary>Counts the verdicts of one report to a city.</summary>
    public void Count(ImmutableArray<Verdict> verdicts)
    {
        foreach (var outcome in verdicts.CountBy(verdict => (verdict.Fate, verdict.Refusal?.Code)))
            Count(outcome.Value, OutcomeOf(outcome.Key.Fate), outcome.Key.Code);
    }

    /// <summary>Counts events that were rejected before they reached their city.</summary>
    public void CountRejected(IEnumerable<string> codes)
    {
        foreach (var (code, count) in codes.CountBy(code => code)) Count(count, OutcomeOf(Fate.Rejected), code);
    }

    private void Count(int count, string outcome, string? code)
    {
        if (code is null) _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        else _events.Add(count, new("outcome", outcome), new("code", code));
    }

    private static string OutcomeOf(Fate fate) => fate switch
    {
        Fate.Accepted => "accepted",
        Fate.Duplicate => "duplicate",
        _ => "rejected",
    };
}

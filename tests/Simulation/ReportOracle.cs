using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Simulation;

/// <summary>Records what was sent and what was answered, and verifies the journal against it.</summary>
internal sealed class ReportOracle(SimulationScheduler scheduler)
{
    private readonly HashSet<Event> _sent = [];
    private readonly HashSet<EventKey> _accepted = [];
    private readonly Dictionary<Event, long> _acknowledged = [];
    private readonly List<(Event Event, ValidationError Reason, long Position)> _rejected = [];
    private readonly Dictionary<EventBatch, int> _pending = [];

    /// <summary>The highest acknowledged position, which no later response may precede.</summary>
    public long Position { get; private set; }

    /// <summary>The acknowledged sum of a city's additive metric.</summary>
    public decimal AcknowledgedSum(string city) => _acknowledged.Keys
        .Where(e => e.City == city && e is { Metric: SmallProvince.AdditiveMetric, Date.Year: 2026 }).Sum(e => e.Value);

    public void RecordSent(EventBatch batch) => _sent.UnionWith(batch.Events);

    /// <summary>Records that a server starts to handle a batch, which may have been sent before.</summary>
    public void RecordDelivery(EventBatch batch) => _pending[batch] = _pending.GetValueOrDefault(batch) + 1;

    /// <summary>Records the response of a server, whether or not it arrives.</summary>
    public void RecordResponse(EventBatch batch, ReportResult response)
    {
        _pending[batch]--;
        foreach (var (e, result) in batch.Events.Zip(response.Results))
        {
            if (result.Status == EventOutcome.Accepted && !_accepted.Add(e.Key))
                scheduler.ReportViolation($"{e.Key} was accepted twice");
            if (result.Status != EventOutcome.Rejected) _acknowledged.TryAdd(e, response.Position);
            else if (_acknowledged.ContainsKey(e))
                scheduler.ReportViolation($"{e.Key} was acknowledged and is rejected now: {result.Error!.Code}");
            else _rejected.Add((e, result.Error!, response.Position));
        }
        if (response.Results.Any(result => result.Status != EventOutcome.Rejected))
            Position = Math.Max(Position, response.Position);
    }

    /// <summary>
    /// Verifies the journal, once everything that was sent is answered; rows of submissions have a batch.
    /// </summary>
    public void Verify(ImmutableArray<JournalEvent> journal)
    {
        var rows = journal.ToDictionary(row => row.Event.Key);
        foreach (var (e, position) in _acknowledged)
        {
            if (!rows.TryGetValue(e.Key, out var row) || row.Event != e)
                scheduler.ReportViolation($"{e.Key} was acknowledged and is not in the journal");
            else if (row.Position > position)
                scheduler.ReportViolation($"{e.Key} is at {row.Position} and was acknowledged at {position}");
        }
        foreach (var row in journal.Where(row => row.Batch is null))
        {
            if (!_sent.Contains(row.Event))
                scheduler.ReportViolation($"{row.Event.Key} is in the journal and was never sent like this");
            else if (!_acknowledged.ContainsKey(row.Event) && !MayLackResponse(row.Event))
                scheduler.ReportViolation($"{row.Event.Key} is in the journal and was never acknowledged");
        }
        foreach (var (e, reason, position) in _rejected)
        {
            if (reason.Code == "target_self" || journal.Any(row => Justifies(row, e, reason, position))) continue;
            scheduler.ReportViolation(
                $"{e.Key} was rejected at {position} without a reason in the journal: {reason.Code}");
        }
    }

    // An answered rejection, such as that of a second correction, may no longer apply when another delivery of the
    // batch is handled; that delivery may have stored the event and failed before it was answered.
    private bool MayLackResponse(Event stored) => _rejected.Exists(one => one.Event == stored)
        && _pending.Any(one => one.Value > 0 && one.Key.Events.Contains(stored));

    private static bool IsSameSeries(Event stored, Event rejected) =>
        (stored.City, stored.Metric, stored.Date.Year) == (rejected.City, rejected.Metric, rejected.Date.Year)
        && (stored.Unit == rejected.Unit || (stored.Op == EventOperation.Final && stored.Unit is null));

    // A reason that the city's own state gives must be in the journal at the answered position; corrections are looked
    // up in the journal itself, which may be further.
    private static bool Justifies(JournalEvent row, Event rejected, ValidationError reason, long position) =>
        (reason.Code, row.Event) is var (code, stored) && code switch
        {
            "id_reused" => stored.Key == rejected.Key && stored != rejected,
            "year_final" =>
                row.Position <= position && stored.Op == EventOperation.Final && IsSameSeries(stored, rejected),
            "basis_mixed" =>
                row.Position <= position && stored.Basis != rejected.Basis && IsSameSeries(stored, rejected),
            "already_corrected" => stored.Target is not null && stored.Key != rejected.Key,
            _ => code.StartsWith("target_", StringComparison.Ordinal)
                && (stored.Key == rejected.Target || stored.Target == rejected.Key || stored.Target is not null),
        };
}

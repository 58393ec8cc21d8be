using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Simulation;

/// <summary>What was sent and what was answered, and whether the journal is true to it.</summary>
internal sealed class Accounts(World world)
{
    private readonly HashSet<Event> _sent = [];
    private readonly HashSet<EventKey> _accepted = [];
    private readonly Dictionary<Event, long> _taken = [];
    private readonly List<(Event Event, Refusal Why, long Position)> _refused = [];

    /// <summary>No answer may be of an earlier position than what was acknowledged before it was asked for.</summary>
    public long Position { get; private set; }

    /// <summary>What is known of a city to have been acknowledged of the metric that is only added to.</summary>
    public decimal Plain(string city) => _taken.Keys.Where(e => e.City == city && e is { Metric: SmallProvince.Plain, Date.Year: 2026 }).Sum(e => e.Value);

    public void Sent(Parcel parcel) => _sent.UnionWith(parcel.Events);

    /// <summary>Takes down what a server answers, whether or not the answer arrives.</summary>
    public void Answered(Parcel parcel, Receipt receipt)
    {
        foreach (var (e, verdict) in parcel.Events.Zip(receipt.Verdicts))
        {
            if (verdict.Fate == Fate.Accepted && !_accepted.Add(e.Key)) world.Fault($"{e.Key} was accepted twice");
            if (verdict.Fate != Fate.Rejected) _taken.TryAdd(e, receipt.Position);
            else if (_taken.ContainsKey(e)) world.Fault($"{e.Key} was taken, and is refused now: {verdict.Refusal!.Code}");
            else _refused.Add((e, verdict.Refusal!, receipt.Position));
        }
        if (receipt.Verdicts.Any(verdict => verdict.Fate != Fate.Rejected)) Position = Math.Max(Position, receipt.Position);
    }

    /// <summary>Holds all of it against the journal, once everything that was sent is answered.</summary>
    public void Check(ImmutableArray<JournalEvent> journal)
    {
        var rows = journal.ToDictionary(row => row.Event.Key);
        foreach (var (e, position) in _taken)
        {
            if (!rows.TryGetValue(e.Key, out var row) || row.Event != e) world.Fault($"{e.Key} was acknowledged and is not in the journal");
            else if (row.Position > position) world.Fault($"{e.Key} is at {row.Position}, and was acknowledged at {position}");
        }
        foreach (var row in journal)
        {
            if (!_sent.Contains(row.Event)) world.Fault($"{row.Event.Key} is in the journal and was never sent like this");
            else if (!_taken.ContainsKey(row.Event)) world.Fault($"{row.Event.Key} is in the journal and was never acknowledged");
        }
        foreach (var (e, why, position) in _refused)
            if (why.Code != "target_self" && !journal.Any(row => Justifies(row, e, why, position))) world.Fault($"{e.Key} was refused at {position} for no reason that the journal knows: {why.Code}");
    }

    private static bool Meets(Event there, Event refused) => (there.City, there.Metric, there.Date.Year) == (refused.City, refused.Metric, refused.Date.Year)
        && (there.Unit == refused.Unit || (there.Op == Op.Final && there.Unit is null));

    // What is told by the city's book must have been in the journal by the position answered; a family is read from the journal itself.
    private static bool Justifies(JournalEvent row, Event refused, Refusal why, long position) => (why.Code, row.Event) is var (code, there) && code switch
    {
        "id_reused" => there.Key == refused.Key && there != refused,
        "year_final" => row.Position <= position && there.Op == Op.Final && Meets(there, refused),
        "basis_mixed" => row.Position <= position && there.Basis != refused.Basis && Meets(there, refused),
        "already_corrected" => there.Target is not null && there.Key != refused.Key,
        _ => code.StartsWith("target_", StringComparison.Ordinal) && (there.Key == refused.Target || there.Target == refused.Key || there.Target is not null),
    };
}

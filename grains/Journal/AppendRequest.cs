using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>A request to append events of a city, sent by the grain of the city.</summary>
/// <param name="City">GB/T 2260 code of the city.</param>
/// <param name="ExpectedVersion">The city's version known to the writer: its number of appends.</param>
/// <param name="Entries">The entries, in counting order.</param>
/// <param name="Batch">Name of the import that the events belong to.</param>
/// <param name="AuthorityChange">Recalculated buckets and states after a change of the authoritative sources.</param>
/// <param name="ReceivedAt">Time of receipt, if it precedes the append; null for now.</param>
public sealed record AppendRequest(
    string City,
    long ExpectedVersion,
    ImmutableArray<AppendEntry> Entries,
    string? Batch = null,
    AuthoritativeSourceChange? AuthoritativeSourceChange = null,
    DateTimeOffset? ReceivedAt = null)
{
    /// <summary>
    /// Keys of the events whose entries depend on each other; empty unless there are several. If one of them is already
    /// stored, the other entries are invalid.
    /// </summary>
    public IEnumerable<EventKey> DependentKeys
    {
        get
        {
            var keys = Entries.Where(entry => !entry.States.IsEmpty).Select(entry => entry.Event.Key).ToList();
            return keys.Count > 1 ? keys : [];
        }
    }
}

/// <summary>Buckets and states that change with the authoritative sources.</summary>
/// <param name="AuthoritativeSources">The new authoritative sources, as in <see cref="MetricCatalogue"/>.</param>
/// <param name="Buckets">Recalculated buckets.</param>
/// <param name="States">Changed event states.</param>
public sealed record AuthoritativeSourceChange(
    string AuthoritativeSources, ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States);

/// <summary>An event and the changes to apply if it is new.</summary>
/// <param name="Event">The event.</param>
/// <param name="Changes">Changes to apply to stored buckets.</param>
/// <param name="Buckets">Recalculated buckets that replace stored ones.</param>
/// <param name="States">Changed event states, possibly its own; without one, the new event counts.</param>
public sealed record AppendEntry(
    Event Event,
    ImmutableArray<BucketChange> Changes,
    ImmutableArray<Bucket> Buckets,
    ImmutableArray<EventStateChange> States)
{
    /// <summary>Creates the entry of a plain addition.</summary>
    public AppendEntry(Event e, ImmutableArray<BucketChange> changes) : this(e, changes, [], [])
    {
    }
}

/// <summary>The new state of an event.</summary>
public sealed record EventStateChange(EventKey Key, EventState State);

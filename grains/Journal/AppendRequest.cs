using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Events of one city to be appended by its one writer.</summary>
/// <param name="City">The city's code.</param>
/// <param name="ExpectedVersion">How many appends the writer knows of.</param>
/// <param name="Entries">In the order in which they count.</param>
/// <param name="Batch">The import they came by.</param>
/// <param name="AuthorityChange">What is counted anew without an event: another source became authoritative.</param>
/// <param name="ReceivedAt">When they came in, where that was before they may count; null is now.</param>
public sealed record AppendRequest(
    string City, long ExpectedVersion, ImmutableArray<AppendEntry> Entries, string? Batch = null, AuthorityChange? AuthorityChange = null,
    DateTimeOffset? ReceivedAt = null)
{
    /// <summary>Events that were worked out one upon the other: when any of them is there already, what the others come to is not so.</summary>
    public IEnumerable<EventKey> DependentKeys => Entries.Where(entry => !entry.States.IsEmpty).Select(entry => entry.Event.Key).ToList() is { Count: > 1 } chain ? chain : [];
}

/// <summary>Buckets and states that change because who is authoritative did.</summary>
/// <param name="AuthoritativeSources">What the city goes by from now on.</param>
/// <param name="Buckets">Buckets worked out anew.</param>
/// <param name="States">Events whose state it makes another.</param>
public sealed record AuthorityChange(string AuthoritativeSources, ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States);

/// <summary>An event and what it does if it is new.</summary>
/// <param name="Event">The event.</param>
/// <param name="Changes">What it adds to buckets.</param>
/// <param name="Buckets">Buckets that it makes another, worked out anew.</param>
/// <param name="States">Events whose state it makes another, perhaps its own; an event without a state counts.</param>
public sealed record AppendEntry(
    Event Event, ImmutableArray<BucketChange> Changes, ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States)
{
    /// <summary>An event that only adds.</summary>
    public AppendEntry(Event e, ImmutableArray<BucketChange> changes) : this(e, changes, [], [])
    {
    }
}

/// <summary>The state an event comes to be in.</summary>
public sealed record EventStateChange(EventKey Key, EventState State);

/// <summary>Whether an event counts, and why not.</summary>
[GenerateSerializer, Alias("ipm.event-state")]
public enum EventState
{
    /// <summary>It counts.</summary>
    Counts,
    /// <summary>Another stands in its place.</summary>
    Replaced,
    /// <summary>It was withdrawn.</summary>
    Withdrawn,
    /// <summary>It is a withdrawal in force, which is no figure itself.</summary>
    Withdrawal,
    /// <summary>It is a correction whose target has not arrived.</summary>
    Waiting,
    /// <summary>It is a correction whose target proved wrong.</summary>
    Void,
    /// <summary>It is a cumulative reading below the one before, and waits for review.</summary>
    Held,
    /// <summary>Another source is authoritative: it is kept and shown beside.</summary>
    Beside,
}

/// <summary>Days of one unit (null: the whole city), both ends included.</summary>
public sealed record UnitDateRange(string? Unit, DateOnly From, DateOnly To);

/// <summary>What an entry turned out to be.</summary>
public enum AppendStatus
{
    /// <summary>It was not there before and is now.</summary>
    New,
    /// <summary>The same event is there already.</summary>
    Duplicate,
    /// <summary>Its (source, id) belongs to an event with other content.</summary>
    IdReused,
}

/// <summary>What came of an append.</summary>
/// <param name="IsConflict">The city is at another version than expected, or one of a chain is there already: nothing was appended, the writer must reload.</param>
/// <param name="Version">The city's version now.</param>
/// <param name="Position">A position that includes the append.</param>
/// <param name="Statuses">One an entry, in order; empty after a conflict.</param>
public sealed record AppendResult(bool IsConflict, long Version, long Position, ImmutableArray<AppendStatus> Statuses);

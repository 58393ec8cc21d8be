using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>The one port to storage: events and buckets change together, and every read is of one position.</summary>
public interface IJournal
{
    /// <summary>
    /// Appends events of one city with what they do to its buckets, in one transaction, and answers when it is on disk.
    /// Of the events only those count whose (source, id) is new. Nothing happens when the city is past the expected version.
    /// </summary>
    /// <exception cref="JournalException">The store refused or failed; whether the append happened is unknown.</exception>
    Task<Appended> Append(Append append);

    /// <summary>The events with these keys, in the order asked for; null where there is none.</summary>
    Task<ImmutableArray<Event?>> Find(ImmutableArray<EventKey> keys);

    /// <summary>
    /// An event with everything that corrects it or that it corrects, directly or in turn, as the journal has them now; empty
    /// when there is nothing with this key and nothing that names it.
    /// </summary>
    Task<ImmutableArray<JournalEvent>> Family(ImmutableArray<EventKey> keys);

    /// <summary>All events of a city and metric in some units and days.</summary>
    Task<ImmutableArray<JournalEvent>> Spans(string city, string metric, ImmutableArray<Span> spans);

    /// <summary>A city's version and all its buckets, with the position they include.</summary>
    Task<CityState> City(string city);

    /// <summary>Every bucket that changed after a position, and the latest events, as of the position that is answered.</summary>
    Task<Changes> Changes(ChangesQuery query);

    /// <summary>The events behind a number, newest first, a page at a time.</summary>
    Task<EventPage> Events(EventQuery query);
}

/// <summary>Events of one city to be appended by its one writer.</summary>
/// <param name="City">The city's code.</param>
/// <param name="ExpectedVersion">How many appends the writer knows of.</param>
/// <param name="Entries">In the order in which they count.</param>
public sealed record Append(string City, long ExpectedVersion, ImmutableArray<Entry> Entries);

/// <summary>An event and what it does if it is new.</summary>
/// <param name="Event">The event.</param>
/// <param name="Changes">What it adds to buckets.</param>
/// <param name="Buckets">Buckets that it makes another, worked out anew.</param>
/// <param name="States">Events whose state it makes another, perhaps its own; an event without a state counts.</param>
public sealed record Entry(
    Event Event, ImmutableArray<BucketChange> Changes, ImmutableArray<Bucket> Buckets, ImmutableArray<NewState> States)
{
    /// <summary>An event that only adds.</summary>
    public Entry(Event e, ImmutableArray<BucketChange> changes) : this(e, changes, [], [])
    {
    }
}

/// <summary>The state an event comes to be in.</summary>
public sealed record NewState(EventKey Key, EventState State);

/// <summary>Whether an event counts, and why not.</summary>
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
}

/// <summary>Days of one unit (null: the whole city), both ends included.</summary>
public sealed record Span(string? Unit, DateOnly From, DateOnly To);

/// <summary>What an entry turned out to be.</summary>
public enum Novelty
{
    /// <summary>It was not there before and is now.</summary>
    New,
    /// <summary>The same event is there already.</summary>
    Duplicate,
    /// <summary>Its (source, id) belongs to an event with other content.</summary>
    IdReused,
}

/// <summary>What came of an append.</summary>
/// <param name="Conflict">The city is at another version than expected: nothing was appended, the writer must reload.</param>
/// <param name="Version">The city's version now.</param>
/// <param name="Position">A position that includes the append.</param>
/// <param name="Novelties">One an entry, in order; empty after a conflict.</param>
public sealed record Appended(bool Conflict, long Version, long Position, ImmutableArray<Novelty> Novelties);

/// <summary>A city as its writer needs it.</summary>
/// <param name="Version">How many appends there were.</param>
/// <param name="Position">What all this includes.</param>
/// <param name="Buckets">All its buckets.</param>
/// <param name="Awaited">What corrections of this city name that is not there yet.</param>
public sealed record CityState(long Version, long Position, ImmutableArray<Bucket> Buckets, ImmutableArray<EventKey> Awaited);

/// <summary>Asks for what changed.</summary>
/// <param name="After">Buckets that changed at a later position.</param>
/// <param name="Campaign">Only those of a campaign; null means all, those of campaigns among them.</param>
/// <param name="Latest">How many of the latest events to bring along.</param>
/// <param name="WithBuckets">False when only events are wanted.</param>
public sealed record ChangesQuery(long After, string? Campaign = null, int Latest = 0, bool WithBuckets = true);

/// <summary>What changed, as of a position.</summary>
public sealed record Changes(long Position, ImmutableArray<Bucket> Buckets, ImmutableArray<JournalEvent> Latest);

/// <summary>Asks for events; what is null does not narrow.</summary>
/// <param name="City">Of a city.</param>
/// <param name="Unit">Of a reporting unit.</param>
/// <param name="Metrics">Of any of these metrics; empty means all.</param>
/// <param name="Campaign">That name a campaign.</param>
/// <param name="From">Dated on or after.</param>
/// <param name="To">Dated on or before.</param>
/// <param name="Before">With a lower number: the cursor.</param>
/// <param name="Limit">At most so many.</param>
public sealed record EventQuery(
    string? City, string? Unit, ImmutableArray<string> Metrics, string? Campaign, DateOnly? From, DateOnly? To, long? Before, int Limit);

/// <summary>A page of events as of a position; <see cref="Next"/> is the cursor of the page after it.</summary>
public sealed record EventPage(long Position, ImmutableArray<JournalEvent> Events, long? Next);

/// <summary>An event as it stands in the journal.</summary>
/// <param name="Number">Its place in the journal; rises with the position.</param>
/// <param name="Position">The commit it came with.</param>
/// <param name="Received">When it was accepted.</param>
/// <param name="Event">The event.</param>
/// <param name="State">Whether it counts.</param>
[GenerateSerializer, Immutable, Alias("ipm.JournalEvent")]
public sealed record JournalEvent(
    [property: Id(0)] long Number,
    [property: Id(1)] long Position,
    [property: Id(2)] DateTimeOffset Received,
    [property: Id(3)] Event Event,
    [property: Id(4)] EventState State);

/// <summary>The store cannot take or give anything just now; the sender may repeat the same ids later.</summary>
[GenerateSerializer, Alias("ipm.JournalException")]
public sealed class JournalException : Exception
{
    /// <summary>Makes one without a word.</summary>
    public JournalException() { }

    /// <summary>Makes one with a message.</summary>
    public JournalException(string message) : base(message) { }

    /// <summary>Makes one with a message and a cause.</summary>
    public JournalException(string message, Exception inner) : base(message, inner) { }
}

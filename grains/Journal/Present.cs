using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>A city as its writer needs it.</summary>
/// <param name="Version">How many appends there were.</param>
/// <param name="Position">What all this includes.</param>
/// <param name="Buckets">All its buckets.</param>
/// <param name="PendingTargets">What corrections of this city name that is not there yet.</param>
/// <param name="AuthoritativeSources">Which sources it went by when it was last counted; see <see cref="AuthorityChange"/>.</param>
public sealed record CityState(
    long Version, long Position, ImmutableArray<Bucket> Buckets, ImmutableArray<EventKey> PendingTargets, string AuthoritativeSources);

/// <summary>Asks for what changed.</summary>
/// <param name="After">Buckets that changed at a later position.</param>
/// <param name="Campaign">Only those of a campaign; null means all, those of campaigns among them.</param>
/// <param name="Latest">How many of the latest events to bring along.</param>
/// <param name="WithBuckets">False when only events are wanted.</param>
public sealed record ChangesQuery(long After, string? Campaign = null, int Latest = 0, bool WithBuckets = true);

/// <summary>What changed, as of a position.</summary>
/// <param name="Position">What all this includes.</param>
/// <param name="KnownAt">When that position began to count; null before anything did.</param>
/// <param name="ReferenceVersion">The version of the reference data in force.</param>
/// <param name="Buckets">Buckets that changed.</param>
/// <param name="LatestEvents">The latest events, newest first.</param>
public sealed record JournalChanges(
    long Position, DateTimeOffset? KnownAt, long ReferenceVersion, ImmutableArray<Bucket> Buckets, ImmutableArray<JournalEvent> LatestEvents);

/// <summary>Asks for events; what is null does not narrow.</summary>
/// <param name="City">Of a city.</param>
/// <param name="Unit">Of a reporting unit.</param>
/// <param name="Metrics">Of any of these metrics; empty means all.</param>
/// <param name="Campaign">That name a campaign.</param>
/// <param name="From">Dated on or after.</param>
/// <param name="To">Dated on or before.</param>
/// <param name="Before">With a lower number: the cursor.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="AsOf">Known at a position, in the states of then.</param>
/// <param name="Batch">That came by an import.</param>
/// <param name="Corrections">Only those that correct another.</param>
public sealed record EventQuery(
    string? City, string? Unit, ImmutableArray<string> Metrics, string? Campaign, DateOnly? From, DateOnly? To, long? Before, int Limit,
    long? AsOf = null, string? Batch = null, bool Corrections = false);

/// <summary>A page of events as of a position; <see cref="NextCursor"/> is the cursor of the page after it.</summary>
public sealed record EventPage(long Position, ImmutableArray<JournalEvent> Events, long? NextCursor);

/// <summary>An event as it stands in the journal.</summary>
/// <param name="SequenceNumber">Its place in the journal; rises with the position.</param>
/// <param name="Position">The commit it came with.</param>
/// <param name="ReceivedAt">When it was accepted.</param>
/// <param name="Event">The event.</param>
/// <param name="State">Whether it counts.</param>
/// <param name="Batch">The import it came by.</param>
[GenerateSerializer, Immutable, Alias("ipm.journal-event")]
public sealed record JournalEvent(
    [property: Id(0)] long SequenceNumber,
    [property: Id(1)] long Position,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] Event Event,
    [property: Id(4)] EventState State,
    [property: Id(5)] string? Batch = null);

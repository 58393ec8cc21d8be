using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>The state that a city's writer loads.</summary>
/// <param name="Version">Number of appends.</param>
/// <param name="Position">The position that is included.</param>
/// <param name="Buckets">All buckets of the city.</param>
/// <param name="PendingTargets">Targets of the city's corrections that have not arrived.</param>
/// <param name="AuthoritativeSources">
/// The authoritative sources that the buckets were calculated with; see <see cref="AuthorityChange"/>.
/// </param>
public sealed record CityState(
    long Version,
    long Position,
    ImmutableArray<Bucket> Buckets,
    ImmutableArray<EventKey> PendingTargets,
    string AuthoritativeSources);

/// <summary>A query for changed buckets and latest events.</summary>
/// <param name="After">Position after which the buckets changed.</param>
/// <param name="Campaign">Campaign of the buckets; null for all buckets, those of campaigns included.</param>
/// <param name="Latest">Number of latest events to include.</param>
/// <param name="WithBuckets">False to read only events.</param>
public sealed record ChangesQuery(long After, string? Campaign = null, int Latest = 0, bool WithBuckets = true);

/// <summary>Changed buckets and latest events as of a position.</summary>
/// <param name="Position">The position that is included.</param>
/// <param name="KnownAt">Time from which the position counted; null if the journal is empty.</param>
/// <param name="ReferenceVersion">Version of the reference data in force.</param>
/// <param name="Buckets">Changed buckets.</param>
/// <param name="LatestEvents">The latest events, newest first.</param>
public sealed record JournalChanges(
    long Position,
    DateTimeOffset? KnownAt,
    long ReferenceVersion,
    ImmutableArray<Bucket> Buckets,
    ImmutableArray<JournalEvent> LatestEvents);

/// <summary>A query for one page of events; null filters match every event.</summary>
/// <param name="City">Code of the city.</param>
/// <param name="Unit">Code of the reporting unit.</param>
/// <param name="Metrics">Codes of metrics; empty for all.</param>
/// <param name="Campaign">Campaign id.</param>
/// <param name="From">First date.</param>
/// <param name="To">Last date, included.</param>
/// <param name="Before">Cursor: sequence number that the events precede.</param>
/// <param name="Limit">Maximum number of events.</param>
/// <param name="AsOf">Position at which the events are known, in their states then; null for the current one.</param>
/// <param name="Batch">Name of an import.</param>
/// <param name="Corrections">True to return only corrections.</param>
public sealed record EventQuery(
    string? City,
    string? Unit,
    ImmutableArray<string> Metrics,
    string? Campaign,
    DateOnly? From,
    DateOnly? To,
    long? Before,
    int Limit,
    long? AsOf = null,
    string? Batch = null,
    bool Corrections = false);

/// <summary>A page of events as of a position; <see cref="NextCursor"/> is the cursor of the next page.</summary>
public sealed record EventPage(long Position, ImmutableArray<JournalEvent> Events, long? NextCursor);

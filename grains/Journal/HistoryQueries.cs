using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>A query for the state at a past position.</summary>
/// <param name="Position">The position.</param>
/// <param name="Metrics">Codes of reported metrics; empty for all.</param>
/// <param name="Campaign">Campaign of the buckets; null for all buckets.</param>
/// <param name="Latest">Number of latest events to include.</param>
/// <param name="WithBuckets">False to read no buckets.</param>
public sealed record PointInTimeQuery(
    long Position, ImmutableArray<string> Metrics, string? Campaign = null, int Latest = 0, bool WithBuckets = true);

/// <summary>The state at a past position.</summary>
/// <param name="KnownAt">Time from which the position counted; null for the position before all others.</param>
/// <param name="ReferenceVersion">Version of the reference data in force then.</param>
/// <param name="Buckets">Buckets then, except those of <paramref name="RecalculatedKeys"/>.</param>
/// <param name="RecalculatedKeys">
/// Keys of the buckets that were recalculated on the position's day up to it, after a correction for instance.
/// </param>
/// <param name="Events">Events of these buckets known then, in their states then, in journal order.</param>
/// <param name="LatestEvents">The latest events then, newest first.</param>
public sealed record PointInTimeSnapshot(
    DateTimeOffset? KnownAt,
    long ReferenceVersion,
    ImmutableArray<Bucket> Buckets,
    ImmutableArray<BucketKey> RecalculatedKeys,
    ImmutableArray<JournalEvent> Events,
    ImmutableArray<JournalEvent> LatestEvents);

/// <summary>A query for daily closing buckets.</summary>
/// <param name="Metrics">Codes of reported metrics.</param>
/// <param name="Campaign">Campaign of the buckets; null for the common buckets of all events.</param>
/// <param name="Moments">Moments to resolve to positions, in ascending order.</param>
public sealed record DailyClosingsQuery(
    ImmutableArray<string> Metrics, string? Campaign, ImmutableArray<DateTimeOffset> Moments);

/// <summary>Daily closing buckets up to a position, in day order.</summary>
/// <param name="Position">The position that is included.</param>
/// <param name="Closings">The closing value of every bucket on each day that changed it.</param>
/// <param name="Moments">The position at each queried moment.</param>
/// <param name="RetentionHorizon">Day before which closings may be missing; null if all are retained.</param>
public sealed record DailyClosings(
    long Position,
    ImmutableArray<BucketClosing> Closings,
    ImmutableArray<PositionAtTime> Moments,
    DateOnly? RetentionHorizon);

/// <summary>The value of a bucket at the end of a day that changed it.</summary>
public sealed record BucketClosing(DateOnly KnownDay, Bucket Bucket);

/// <summary>The last position known at a moment (0 if none), and the reference data version then.</summary>
public sealed record PositionAtTime(long Position, long ReferenceVersion);

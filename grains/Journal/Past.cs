using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Asks for what was known at a position.</summary>
/// <param name="Position">Which one.</param>
/// <param name="Metrics">Of these reported metrics; empty means all.</param>
/// <param name="Campaign">Only the buckets of a campaign; null means all.</param>
/// <param name="Latest">How many of the events latest then to bring along.</param>
public sealed record PastStateQuery(long Position, ImmutableArray<string> Metrics, string? Campaign = null, int Latest = 0);

/// <summary>What was known at a position.</summary>
/// <param name="KnownAt">When that position began to count; null before anything did.</param>
/// <param name="ReferenceVersion">The version of the reference data in force then.</param>
/// <param name="PreviousDayBuckets">Buckets as the day before that position's closed.</param>
/// <param name="ChangedKeys">Buckets that changed on its own day, up to it or later.</param>
/// <param name="Events">The events of those days, known then, in their states of then, in the order of the journal.</param>
/// <param name="LatestEvents">The events latest then, newest first.</param>
public sealed record PastState(
    DateTimeOffset? KnownAt, long ReferenceVersion, ImmutableArray<Bucket> PreviousDayBuckets, ImmutableArray<BucketKey> ChangedKeys,
    ImmutableArray<JournalEvent> Events, ImmutableArray<JournalEvent> LatestEvents);

/// <summary>Asks how buckets closed day by day.</summary>
/// <param name="Metrics">Of these reported metrics.</param>
/// <param name="Campaign">The buckets of a campaign, or, when null, those of all events.</param>
/// <param name="Moments">The moments at which it is asked for, in order.</param>
public sealed record DailyClosingsQuery(ImmutableArray<string> Metrics, string? Campaign, ImmutableArray<DateTimeOffset> Moments);

/// <summary>How buckets closed day by day, in order, up to the position answered.</summary>
/// <param name="Position">What all this includes.</param>
/// <param name="Closings">Every bucket as it closed on each day it changed.</param>
/// <param name="Moments">What each moment saw.</param>
/// <param name="RetentionHorizon">The day before which it may be told no more how buckets closed; null when all is there.</param>
public sealed record DailyClosings(long Position, ImmutableArray<BucketClosing> Closings, ImmutableArray<MomentPosition> Moments, DateOnly? RetentionHorizon);

/// <summary>A bucket as it closed on a day that changed it.</summary>
public sealed record BucketClosing(DateOnly KnownDay, Bucket Bucket);

/// <summary>The last position known at a moment, and the version of the reference data then; position 0 is before anything.</summary>
public sealed record MomentPosition(long Position, long ReferenceVersion);

/// <summary>The documents in force at a position; <see cref="Version"/> is the position of their last change.</summary>
public sealed record ReferenceDocuments(long Version, ImmutableDictionary<string, string> Texts);

/// <summary>A version of a document: the position it came in force at, when, and who put it there.</summary>
public sealed record ReferenceDocumentVersion(long Position, DateTimeOffset? KnownAt, string Author);

/// <summary>A document to be put in force, given the version of the reference data it was checked against.</summary>
public sealed record PutReferenceRequest(string Document, string Text, string Author, long ExpectedVersion);

using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>The one port to storage: events and buckets change together, and every read is of one position.</summary>
public interface IJournal
{
    /// <summary>
    /// Appends events of one city with what they do to its buckets, in one transaction, and answers when it is on disk.
    /// Of the events only those count whose (source, id) is new. Nothing happens when the city is past the expected version, or when
    /// one of <see cref="Journal.AppendRequest.DependentKeys"/> is not new.
    /// </summary>
    /// <exception cref="JournalException">The store refused or failed; whether the append happened is unknown.</exception>
    Task<AppendResult> Append(AppendRequest append);

    /// <summary>The events with these keys, in the order asked for; null where there is none.</summary>
    Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys);

    /// <summary>
    /// An event with everything that corrects it or that it corrects, directly or in turn, as the journal has them now; empty
    /// when there is nothing with this key and nothing that names it.
    /// </summary>
    Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys);

    /// <summary>All events of a city and metric in some units and days.</summary>
    Task<ImmutableArray<JournalEvent>> GetEventsInRanges(string city, string metric, ImmutableArray<UnitDateRange> spans);

    /// <summary>A city's version and all its buckets, with the position they include.</summary>
    Task<CityState> GetCityState(string city);

    /// <summary>Every bucket that changed after a position, and the latest events, as of the position that is answered.</summary>
    Task<JournalChanges> GetChanges(ChangesQuery query);

    /// <summary>The events behind a number, newest first, a page at a time.</summary>
    Task<EventPage> QueryEvents(EventQuery query);

    /// <summary>
    /// What was known at an earlier position: the buckets as the day before closed, and the events of those that changed on
    /// that position's own day. Null when there is no such position, or none that the store can go back to.
    /// </summary>
    Task<PastState?> GetPastState(PastStateQuery query);

    /// <summary>
    /// All events of the days (of a cumulative reading: years) that a correction made after one position and up to another
    /// touched, as known and in their states at the latter, in the order of the journal.
    /// </summary>
    Task<ImmutableArray<JournalEvent>> GetCorrectedDays(long after, long upTo, ImmutableArray<string> metrics);

    /// <summary>How buckets closed day by day, with the position and reference data that each of some moments saw.</summary>
    Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query);

    /// <summary>The last position that was known at a moment; 0 is before anything was.</summary>
    Task<long> GetPositionAt(DateTimeOffset moment);

    /// <summary>
    /// Makes the day's turn a position of its own, unless there is one of that day or nothing at all: what an answer says
    /// depends on the day, and so its position tells it.
    /// </summary>
    Task RecordDayChange(DateOnly day);

    /// <summary>The documents of the reference data that were in force at a position.</summary>
    Task<ReferenceDocuments> GetReferenceDocuments(long position);

    /// <summary>Every version of a document, oldest first.</summary>
    Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document);

    /// <summary>
    /// Puts a document in force at a position of its own, which is answered; the same text as before changes nothing. Null when
    /// another version came in between.
    /// </summary>
    Task<long?> PutReference(PutReferenceRequest put);
}

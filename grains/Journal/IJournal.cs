using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>
/// Stores events, buckets and reference documents. Events and buckets change in one transaction; every read is
/// consistent with one position.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends events of one city and their bucket changes in one transaction, and returns after the commit. Only
    /// events with a new source and id are applied. Nothing is appended if the city's version is not the expected one,
    /// or if one of <see cref="AppendRequest.DependentKeys"/> is already stored.
    /// </summary>
    /// <exception cref="JournalException">
    /// The store refused or failed; it is unknown whether the append happened.
    /// </exception>
    Task<AppendResult> Append(AppendRequest append);

    /// <summary>Returns the events with these keys, in the given order; null for each key that is not stored.</summary>
    Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys);

    /// <summary>
    /// Returns the events with these keys and all events connected to them by corrections, in their current states. A
    /// key that is not stored still returns the corrections that name it.
    /// </summary>
    Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys);

    /// <summary>Returns all events of a city and metric in the given units and days.</summary>
    Task<ImmutableArray<JournalEvent>> GetEventsInRanges(
        string city, string metric, ImmutableArray<UnitDateRange> spans);

    /// <summary>Returns a city's version and buckets, with the position they include.</summary>
    Task<CityState> GetCityState(string city);

    /// <summary>
    /// Returns the buckets changed after a position, and the latest events, as of the returned position.
    /// </summary>
    Task<JournalChanges> GetChanges(ChangesQuery query);

    /// <summary>Returns one page of events, newest first.</summary>
    Task<EventPage> QueryEvents(EventQuery query);

    /// <summary>
    /// Returns the state at a past position: the buckets, and for those recalculated on its day their events. Returns
    /// null if the position does not exist or its history is no longer retained.
    /// </summary>
    Task<PointInTimeSnapshot?> GetPastState(PointInTimeQuery query);

    /// <summary>
    /// Returns all events of the days touched by corrections after one position and up to another; of the whole year
    /// for a cumulative reading. The events are as known at the latter position, in journal order.
    /// </summary>
    Task<ImmutableArray<JournalEvent>> GetCorrectedDays(long after, long upTo, ImmutableArray<string> metrics);

    /// <summary>
    /// Returns the daily closing buckets, and the position and reference data version at each given moment.
    /// </summary>
    Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query);

    /// <summary>Returns the last position known at a moment; 0 if there was none.</summary>
    Task<long> GetPositionAt(DateTimeOffset moment);

    /// <summary>
    /// Creates a position for the start of a day, because figures depend on the current day. Does nothing if the day
    /// already has a position, or if the journal is empty. If the last commit is on a later day because the clock was
    /// ahead, the position returns to the current day.
    /// </summary>
    Task RecordDayChange(DateOnly day);

    /// <summary>Returns the reference documents in force at a position.</summary>
    Task<ReferenceDocuments> GetReferenceDocuments(long position);

    /// <summary>Returns all versions of a document, oldest first.</summary>
    Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document);

    /// <summary>
    /// Puts a document in force at a new position, and returns it. An unchanged text creates no position. Returns null
    /// if the expected version is outdated.
    /// </summary>
    Task<long?> PutReference(PutReferenceRequest put);
}

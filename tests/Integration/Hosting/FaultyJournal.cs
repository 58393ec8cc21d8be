using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>
/// The real journal with injectable faults: before a commit, or after a commit whose response is lost.
/// </summary>
internal sealed class FaultyJournal(Silo.Sql.SqlJournal inner) : IJournal
{
    public bool FailAppends { get; set; }

    public bool LoseResponses { get; set; }

    public bool FailReads { get; set; }

    /// <summary>Runs before each append.</summary>
    public Action? BeforeAppend { get; set; }

    /// <summary>Runs in place of each append and receives it.</summary>
    public Func<AppendRequest, Func<Task<AppendResult>>, Task<AppendResult>>? AroundAppend { get; set; }

    /// <summary>Runs once, during the next read of events.</summary>
    public Func<Task>? OnNextEventsRead { get; set; }

    public async Task<AppendResult> Append(AppendRequest append)
    {
        BeforeAppend?.Invoke();
        if (FailAppends) throw new JournalException("the disk is full");
        var appended = AroundAppend is { } aroundAppend
            ? await aroundAppend(append, () => inner.Append(append))
            : await inner.Append(append);
        return LoseResponses ? throw new JournalException("the response is lost") : appended;
    }

    public Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys) => inner.FindEvents(keys);

    public Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys) =>
        inner.GetCorrectionChains(keys);

    public Task<ImmutableArray<JournalEvent>> GetEventsInRanges(
        string city,
        string metric,
        ImmutableArray<UnitDateRange> spans) => inner.GetEventsInRanges(city, metric, spans);

    public Task<CityState> GetCityState(string city) =>
        FailReads ? throw new JournalException("unreadable") : inner.GetCityState(city);

    public Task<JournalChanges> GetChanges(ChangesQuery query) =>
        FailReads ? throw new JournalException("unreadable") : inner.GetChanges(query);

    public async Task<EventPage> QueryEvents(EventQuery query)
    {
        var page = await inner.QueryEvents(query);
        if (OnNextEventsRead is not { } onRead) return page;
        OnNextEventsRead = null;
        await onRead();
        return page;
    }

    public Task<PointInTimeSnapshot?> GetPastState(PointInTimeQuery query) => inner.GetPastState(query);

    public Task<ImmutableArray<JournalEvent>> GetCorrectedDays(
        long after,
        long maxPosition,
        ImmutableArray<string> metrics) => inner.GetCorrectedDays(after, maxPosition, metrics);

    public Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query) => inner.GetDailyClosings(query);

    public Task<long> GetPositionAt(DateTimeOffset time) => inner.GetPositionAt(time);

    public Task RecordDayChange(DateOnly day) => inner.RecordDayChange(day);

    public Task<ReferenceDocuments> GetReferenceDocuments(long position) => inner.GetReferenceDocuments(position);

    public Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document) =>
        inner.GetReferenceVersions(document);

    public Task<long?> PutReference(PutReferenceRequest reference) => inner.PutReference(reference);
}

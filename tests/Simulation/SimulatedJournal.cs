using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>The real journal of one process, with its group commit, over a store that is slow or fails.</summary>
internal sealed class SimulatedJournal : IJournal, IDisposable
{
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _process;
    private readonly SimulatedStore _store;
    private readonly SqlJournal _real;

    public SimulatedJournal(SimulationScheduler scheduler, SimulatedProcess process, SimulatedStore store)
    {
        (_scheduler, _process, _store) = (scheduler, process, store);
        Database = new(store.Folder) { PendingLimits = store.Leeway, Scheduler = process };
        Writer = new(scheduler, process, store, Database.CreateWriter(process.Clock), Delay);
        _real = new(Database, process.Clock, Writer, process);
    }

    public SqliteDatabase Database { get; }

    public SimulatedWriter Writer { get; }

    /// <summary>Handles appends; commits them unless a bug is injected.</summary>
    public Func<AppendRequest, SimulatedJournal, Task<AppendResult>> AppendHandler { get; set; } = (append, journal) =>
        journal.Commit(append);

    public Task<AppendResult> Commit(AppendRequest append) => _real.Append(append);

    public Task<AppendResult> Append(AppendRequest append) => AppendHandler(append, this);

    public Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys) => Read(() => _real.FindEvents(keys));

    public Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys) =>
        Read(() => _real.GetCorrectionChains(keys));

    public Task<ImmutableArray<JournalEvent>> GetEventsInRanges(
        string city, string metric, ImmutableArray<UnitDateRange> spans) =>
        Read(() => _real.GetEventsInRanges(city, metric, spans));

    public Task<CityState> GetCityState(string city) => Read(() => _real.GetCityState(city));

    public Task<JournalChanges> GetChanges(ChangesQuery query) => Read(() => _real.GetChanges(query));

    public Task<EventPage> QueryEvents(EventQuery query) => Read(() => _real.QueryEvents(query));

    public Task<PointInTimeSnapshot?> GetPastState(PointInTimeQuery query) => Read(() => _real.GetPastState(query));

    public Task<ImmutableArray<JournalEvent>> GetCorrectedDays(long after, long upTo, ImmutableArray<string> metrics) =>
        Read(() => _real.GetCorrectedDays(after, upTo, metrics));

    public Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query) => Read(() => _real.GetDailyClosings(query));

    public Task<long> GetPositionAt(DateTimeOffset moment) => Read(() => _real.GetPositionAt(moment));

    public Task RecordDayChange(DateOnly day) => Read(async () =>
    {
        await _real.RecordDayChange(day);
        return true;
    });

    public Task<ReferenceDocuments> GetReferenceDocuments(long position) =>
        Read(() => _real.GetReferenceDocuments(position));

    public Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document) =>
        Read(() => _real.GetReferenceVersions(document));

    public Task<long?> PutReference(PutReferenceRequest put) => Read(() => _real.PutReference(put));

    /// <summary>Accepts no more appends and commits the queued ones.</summary>
    public ValueTask Stop() => _real.DisposeAsync();

    /// <summary>Releases the database, whether or not the process is alive.</summary>
    public void Dispose()
    {
        _ = _real.DisposeAsync().AsTask(); // It may wait for tasks of a killed process, which never complete.
        Writer.Dispose();
        Database.Dispose();
    }

    /// <summary>Reads from storage that is slow or fails.</summary>
    public async Task<T> Read<T>(Func<Task<T>> read)
    {
        await Delay();
        if (_scheduler.Chance(_store.Faults.FailedRead)) throw new JournalException("the disk does not answer");
        var result = await read();
        await Delay();
        return _scheduler.Chance(_store.Faults.FailedRead) ? throw new JournalException("the answer is lost") : result;
    }

    // Mostly no delay, so that other turns come between only where the seed puts them.
    private async Task Delay()
    {
        if (_scheduler.Chance(_store.Faults.SlowStorage))
            await Task.Delay(_scheduler.RandomDelay(_scheduler.Chance(0.1) ? 5 : 0.5), _process.Clock);
        else if (_scheduler.Chance(0.3)) await Task.Delay(_scheduler.RandomDelay(0.02), _process.Clock);
    }
}

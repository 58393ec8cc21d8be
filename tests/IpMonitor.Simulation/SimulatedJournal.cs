using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>The real journal of one process, group commit and all, over a store that is slow or fails.</summary>
internal sealed class SimulatedJournal : IJournal, IDisposable
{
    private readonly World _world;
    private readonly SimulatedProcess _process;
    private readonly SimulatedStore _store;
    private readonly SqliteDatabase _database;
    private readonly SqlJournal _real;

    public SimulatedJournal(World world, SimulatedProcess process, SimulatedStore store)
    {
        (_world, _process, _store) = (world, process, store);
        _database = new(store.Folder) { Leeway = store.Leeway };
        Writer = new(world, process, store, _database.Writer(process.Clock), Pause);
        _real = new(_database, process.Clock, Writer, process);
    }

    public SimulatedWriter Writer { get; }

    /// <summary>What stands between the grains and the commit: nothing, unless a bug is planted.</summary>
    public Func<Append, SimulatedJournal, Task<Appended>> Appending { get; set; } = (append, journal) => journal.Commit(append);

    public Task<Appended> Commit(Append append) => _real.Append(append);

    public Task<Appended> Append(Append append) => Appending(append, this);

    public Task<ImmutableArray<Event?>> Find(ImmutableArray<EventKey> keys) => Ask(() => _real.Find(keys));

    public Task<ImmutableArray<JournalEvent>> Family(ImmutableArray<EventKey> keys) => Ask(() => _real.Family(keys));

    public Task<ImmutableArray<JournalEvent>> Spans(string city, string metric, ImmutableArray<Span> spans) => Ask(() => _real.Spans(city, metric, spans));

    public Task<CityState> City(string city) => Ask(() => _real.City(city));

    public Task<Changes> Changes(ChangesQuery query) => Ask(() => _real.Changes(query));

    public Task<EventPage> Events(EventQuery query) => Ask(() => _real.Events(query));

    public Task<PastState?> Past(PastQuery query) => Ask(() => _real.Past(query));

    public Task<ImmutableArray<JournalEvent>> CorrectedDays(long after, long upTo, ImmutableArray<string> metrics) => Ask(() => _real.CorrectedDays(after, upTo, metrics));

    public Task<PastDays> Days(DaysQuery query) => Ask(() => _real.Days(query));

    public Task<long> PositionAt(DateTimeOffset moment) => Ask(() => _real.PositionAt(moment));

    public Task TurnDay(DateOnly day) => Ask(async () =>
    {
        await _real.TurnDay(day);
        return true;
    });

    public Task<ReferenceTexts> Reference(long position) => Ask(() => _real.Reference(position));

    public Task<ImmutableArray<ReferenceVersion>> ReferenceVersions(string document) => Ask(() => _real.ReferenceVersions(document));

    public Task<long?> PutReference(ReferencePut put) => Ask(() => _real.PutReference(put));

    /// <summary>Takes no more, and commits what is queued.</summary>
    public ValueTask Stop() => _real.DisposeAsync();

    /// <summary>Gives back what it holds, alive or dead.</summary>
    public void Dispose()
    {
        _ = _real.DisposeAsync().AsTask(); // what it waits for may have died
        Writer.Dispose();
        _database.Dispose();
    }

    private async Task<T> Ask<T>(Func<Task<T>> ask)
    {
        await Pause();
        if (_world.Chance(_store.Weather.Read)) throw new JournalException("the disk does not answer");
        var answer = await ask();
        await Pause();
        return _world.Chance(_store.Weather.Read) ? throw new JournalException("the answer is lost") : answer;
    }

    // Mostly none at all, so that pieces of other grains come between only where the seed puts them.
    private async Task Pause()
    {
        if (_world.Chance(_store.Weather.Slow)) await Task.Delay(_world.Upto(_world.Chance(0.1) ? 5 : 0.5), _process.Clock);
        else if (_world.Chance(0.3)) await Task.Delay(_world.Upto(0.02), _process.Clock);
    }
}

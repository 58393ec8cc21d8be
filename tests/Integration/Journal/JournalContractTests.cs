using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Time;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>The journal's contract with grains, independent of the database.</summary>
public abstract partial class JournalContractTests : IAsyncLifetime
{
    private SqlDatabase _database = null!;
    private SqlJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        await CreateStore();
        _database = Open();
        _journal = new SqlJournal(_database, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
            _database.Dispose();
        }
        DeleteStore();
        GC.SuppressFinalize(this);
    }

    /// <summary>Limits of pending bucket changes.</summary>
    private protected virtual PendingLimits Limits => new();

    /// <summary>Opens the store as another process would.</summary>
    protected abstract SqlDatabase Open();

    protected abstract Task CreateStore();

    protected abstract void DeleteStore();

    /// <summary>Sets a schema version newer than the program's.</summary>
    protected abstract void SetUnknownSchemaVersion(System.Data.Common.DbConnection connection);

    [Fact]
    public async Task An_event_is_read_as_it_was_appended()
    {
        var expected = new Event(
            "源",
            "一/1",
            "370300",
            "370303",
            "case.trademark.days",
            27.3625m,
            169,
            new(2024, 2, 29),
            "publicity-week-2024",
            "鲁知〔2024〕1号", "走访\n“座谈”😀", Qualifier.About, EventOperation.Add);
        await _journal.Append(
            Append(
                0,
                expected,
                expected with { Id = "2", Unit = null, Campaign = null, Ref = null, Note = null, Weight = null }));
        var page = await _journal.QueryEvents(new("370300", null, [], null, null, null, null, 10));
        Assert.Equal(expected, page.Events[1].Event);
        Assert.Null(
            page.Events[0].Event.Unit
                ?? page.Events[0].Event.Campaign ?? page.Events[0].Event.Ref ?? page.Events[0].Event.Note);
    }

    [Fact]
    public async Task Reviewed_events_keep_their_received_time()
    {
        var receivedAt = new DateTimeOffset(2025, 4, 20, 9, 0, 0, TimeSpan.FromHours(8));
        var expected = new Event(
            "源",
            "1",
            "370300",
            null,
            "pledge.count",
            1,
            null,
            new(2024, 2, 29),
            null,
            null,
            null,
            Qualifier.Exact,
            EventOperation.Add);
        await _journal.Append(Append(0, expected) with { ReceivedAt = receivedAt });
        await _journal.Append(Append(1, expected with { Id = "2" }));
        var events = (await _journal.QueryEvents(new("370300", null, [], null, null, null, null, 10))).Events;
        Assert.Equal(
            (receivedAt, (await _journal.GetChanges(new(0))).KnownAt), (events[1].ReceivedAt, events[0].ReceivedAt));
    }

    [Fact]
    public async Task New_duplicate_and_reused_ids_are_distinguished_within_and_across_batches()
    {
        var e = Sum("1", 5);
        var first = await _journal.Append(Append(0, e, e, e with { Value = 6 }));
        Assert.Equal([AppendStatus.New, AppendStatus.Duplicate, AppendStatus.IdReused], first.Statuses);
        var second = await _journal.Append(Append(first.Version, e, e with { Source = "other" }));
        Assert.Equal([AppendStatus.Duplicate, AppendStatus.New], second.Statuses);
        Assert.Equal((1, 2), (first.Position, second.Position));
        Assert.Equal(100_000, Assert.Single((await _journal.GetCityState("370300")).Buckets).Sum);
    }

    [Fact]
    public async Task A_batch_of_duplicates_takes_no_version_and_no_position()
    {
        var first = await _journal.Append(Append(0, Sum("1", 5)));
        var again = await _journal.Append(Append(first.Version, Sum("1", 5)));
        Assert.Equal((first.Version, first.Position), (again.Version, again.Position));
    }

    [Fact]
    public async Task An_append_with_an_outdated_version_conflicts()
    {
        var first = await _journal.Append(Append(0, Sum("1", 5)));
        var late = await _journal.Append(Append(0, Sum("2", 5)));
        Assert.True(late.IsConflict);
        Assert.Equal(first.Version, late.Version);
        Assert.Single((await _journal.QueryEvents(new(null, null, [], null, null, null, null, 10))).Events);
    }

    [Fact]
    public async Task Concurrent_appends_of_several_cities_get_their_own_results()
    {
        var cities = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities;
        var responses = await Task.WhenAll(
            cities.Select(city =>
                _journal.Append(new(city.Code, 0, [Entry(Sum(city.Code, 1) with { City = city.Code })]))));
        Assert.All(responses, response => Assert.Equal([AppendStatus.New], response.Statuses));
        Assert.True(responses.Max(response => response.Position) <= cities.Length);
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_with_an_explanation()
    {
        using (var connection = _database.Open()) SetUnknownSchemaVersion(connection);
        var exception = Assert.Throws<InvalidDataException>(Open);
        Assert.Contains("请升级程序", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Concurrent_starts_create_one_schema() => Parallel.For(0, 8, _ => Open().Dispose());

    [Fact]
    public async Task Known_does_not_decrease_if_the_clock_is_set_back()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var writer = _database.CreateWriter(clock);
        await writer.Commit([Append(0, Sum("1", 1))]);
        clock.UtcNow -= TimeSpan.FromHours(1);
        await writer.Commit([Append(1, Sum("2", 1))]);
        writer.Dispose();
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
        Assert.Equal(2, (await _journal.GetCityState("370300")).Version);
    }

    [Fact]
    public async Task Recomputed_buckets_and_states_change_in_the_commit_of_their_event()
    {
        var first = Sum("1", 5);
        await _journal.Append(Append(0, first));
        var correction = Sum("2", 7) with { Op = EventOperation.Replace, Target = first.Key };
        var key = Bucket.GetKeys(first).First();
        var entry = new AppendEntry(
            correction,
            [],
            [Bucket.Empty(key) with { Count = 1, Sum = 70_000, CorrectionCount = 2 }],
            [new(first.Key, EventState.Replaced)]);
        await _journal.Append(new("370300", 1, [entry]));
        Assert.Equal(
            (1, 70_000, 2),
            Assert.Single((await _journal.GetCityState("370300")).Buckets) is var bucket
                ? (bucket.Count, bucket.Sum, bucket.CorrectionCount)
                : default);
        Assert.Equal(
            EventState.Replaced,
            (await _journal.GetCorrectionChains([first.Key])).Single(
                journalEvent => journalEvent.Event.Id == "1").State);
        // A repeated append is a duplicate without further effect.
        var again = await _journal.Append(new("370300", 2, [entry with { Buckets = [Bucket.Empty(key)] }]));
        Assert.Equal([AppendStatus.Duplicate], again.Statuses);
        Assert.Equal(70_000, Assert.Single((await _journal.GetCityState("370300")).Buckets).Sum);
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
        var past = (await _journal.GetPastState(new(1, [])))!;
        Assert.Equal(
            (50_000, 0, 0), (Assert.Single(past.Buckets).Sum, past.RecalculatedKeys.Length, past.Events.Length));
        past = (await _journal.GetPastState(new(2, [])))!;
        Assert.Equal([key], past.RecalculatedKeys);
        Assert.Equal(
            [EventState.Replaced, EventState.Counts], past.Events.Select(journalEvent => journalEvent.State));
    }

    [Fact]
    public async Task Dependent_entries_are_appended_only_if_all_are_new()
    {
        var first = Sum("1", 5);
        await _journal.Append(Append(0, first));
        var (earlier, later) = (Sum("2", 0) with { Op = EventOperation.Withdraw, Target = new("t", "not there") },
            Sum("3", 0) with { Op = EventOperation.Withdraw, Target = new("t", "nor there") });
        AppendRequest chain = new(
            "370300",
            1,
            [
                new(earlier, [], [], [new(earlier.Key, EventState.Waiting)]),
                new(later, [], [], [new(later.Key, EventState.Waiting)])
            ]);
        // Another city takes the id of one of them in the meantime.
        await _journal.Append(new("370100", 0, [Entry(Sum("3", 1) with { City = "370100" })]));
        Assert.True((await _journal.Append(chain)).IsConflict);
        Assert.Equal(2, (await _journal.QueryEvents(new(null, null, [], null, null, null, null, 10))).Events.Length);
        Assert.Equal([AppendStatus.New], (await _journal.Append(chain with { Entries = chain.Entries[..1] })).Statuses);
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
    }

    [Fact]
    public async Task Concurrent_writers_of_a_city_lose_nothing_and_count_nothing_twice()
    {
        const int Writers = 4, Each = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            using var database = Open();
            await using var journal = new SqlJournal(database, TimeProvider.System);
            var version = 0L;
            for (var i = 0; i < Each; i++)
            {
                // Two writers send each event.
                var append = Append(version, Sum($"{writer / 2}-{i}", 1));
                var appended = await journal.Append(append);
                while (appended.IsConflict)
                    appended = await journal.Append(
                        append with { ExpectedVersion = (await journal.GetCityState("370300")).Version });
                version = appended.Version;
            }
        })));
        Assert.Equal(Writers / 2 * Each, Assert.Single((await _journal.GetCityState("370300")).Buckets).Count);
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
    }

    private static AppendRequest Append(long version, params Event[] events) =>
        new("370300", version, [.. events.Select(Entry)]);

    private static AppendEntry Entry(Event e) => new(e, [.. Bucket.GetChanges(e)]);

    private static Event Sum(string id, decimal value) =>
        TestStore.CreateEvent(id, value) with { Date = new(2024, 4, 20) };
}

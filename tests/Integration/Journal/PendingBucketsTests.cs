using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Time;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>Queries do not depend on whether bucket changes are stored or pending.</summary>
public sealed class PendingBucketsTests
{
    private static readonly PendingLimits Never = new(MinDeferredBuckets: int.MaxValue);
    private static readonly PendingLimits Always = new(
        MinDeferredBuckets: 1, MaxCommits: int.MaxValue, MaxChanges: int.MaxValue);
    private static readonly PendingLimits Some = new(MinDeferredBuckets: 3, MaxCommits: 4, MaxChanges: 30);
    private static readonly ImmutableArray<string> Metrics = ["pledge.count", "case.trademark.days", "trademark.valid"];
    private static readonly string[] Cities = ["370200", "370300"];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Queries_are_equal_however_many_bucket_changes_are_pending(string kind)
    {
        var clock = new TimerlessTimeProvider();
        OpenedStore[] stores = [
            await OpenedStore.Create(kind, Never, clock), await OpenedStore.Create(kind, Always, clock),
            await OpenedStore.Create(kind, Some, clock)
        ];
        try
        {
            var (random, versions) = (new Random(1), Cities.ToDictionary(city => city, _ => 0L));
            for (var i = 0; i < 60; i++)
            {
                clock.UtcNow += TimeSpan.FromHours(random.Next(3) * random.Next(6));
                var append = CreateAppend(random, i, versions);
                foreach (var store in stores) Assert.False((await store.Writer.Commit([append]))[0].IsConflict);
                var descriptions = new List<string>();
                var after = random.NextInt64(i + 1);
                foreach (var store in stores) descriptions.Add(await Describe(store.Journal, after));
                Assert.All(descriptions, description => Assert.Equal(descriptions[0], description));
            }
            Assert.Equal(
                [0, 1, 1], stores.Select(store => Math.Min(1, store.QueryNumber("SELECT COUNT(*) FROM behind"))));
            foreach (var store in stores) await store.Journal.RecordDayChange(clock.UtcNow.ToChinaDate().AddDays(1));
            Assert.All(stores, store => Assert.Equal(0, store.QueryNumber("SELECT COUNT(*) FROM behind")));
            var exports = stores.Select(store => store.ExportLines()).ToList();
            Assert.All(exports, lines => Assert.Equal(exports[0], lines));
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Pending_bucket_changes_are_applied_when_the_store_is_idle(string kind)
    {
        await using var store = await OpenedStore.Create(kind, Always, TimeProvider.System);
        await store.Journal.Append(TestStore.CreateAppend(0, TestStore.CreateEvent("1")));
        while (store.QueryNumber("SELECT COUNT(*) FROM behind") > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(50_000, store.QueryNumber("SELECT CAST(SUM(sum) AS BIGINT) FROM buckets"));
    }

    [Fact]
    public async Task Pending_changes_of_an_unknown_format_are_refused()
    {
        await using var store = await OpenedStore.Create("sqlite", Always, new TimerlessTimeProvider());
        using var connection = store.Database.Open();
        connection.Execute(
            "INSERT INTO behind VALUES (1, 1, @changes)", new { changes = Convert.ToBase64String([9, 0, 0]) });
        Assert.Throws<InvalidDataException>(() => PendingBuckets.Load(connection));
    }

    private static AppendRequest CreateAppend(Random random, int i, Dictionary<string, long> versions)
    {
        var city = Cities[random.Next(Cities.Length)];
        var entries = Enumerable.Range(0, random.Next(1, 8)).Select(entryIndex =>
        {
            var metric = Metrics[random.Next(Metrics.Length)];
            var e = new Event(
                "t",
                $"{i}-{entryIndex}",
                city,
                random.Next(3) == 0 ? $"{city[..5]}3" : null,
                metric,
                random.Next(100),
                metric == Metrics[1] ? random.Next(9) : null,
                new(2024, 4, random.Next(1, 6)),
                random.Next(3) == 0 ? "week" : null,
                null,
                null,
                (Qualifier)random.Next(3),
                metric == Metrics[2] ? EventOperation.Set : EventOperation.Add);
            // Some entries replace their buckets by recomputed ones.
            return random.Next(20) == 0
                ? new AppendEntry(
                    e, [], [.. Bucket.GetKeys(e).Select(key => new Bucket(key, i, entryIndex, 2, 3, 4, 5, 6))], [])
                : new AppendEntry(e, [.. Bucket.GetChanges(e)]);
        });
        return new(city, versions[city]++, [.. entries]);
    }

    private static async Task<string> Describe(SqlJournal journal, long after)
    {
        var descriptions = new List<string>();
        foreach (var city in Cities) descriptions.AddRange(Lines((await journal.GetCityState(city)).Buckets));
        foreach (var query in (ChangesQuery[])[new(0), new(after), new(0, "week"), new(after, "week")])
            descriptions.AddRange(Lines((await journal.GetChanges(query)).Buckets));
        foreach (var campaign in (string?[])[null, "week"])
            descriptions.AddRange(
                (await journal.GetDailyClosings(new(Metrics[..2], campaign, []))).Closings
                    .Select(closing => $"{closing}")
                    .Order(StringComparer.Ordinal)
                    .Append("days"));
        return string.Join('\n', descriptions);
    }

    private static IEnumerable<string> Lines(IEnumerable<Bucket> buckets) =>
        buckets.Select(bucket => $"{bucket}").Order(StringComparer.Ordinal).Append("buckets");

    private sealed class OpenedStore(TestStore store, SqlDatabase database, TimeProvider time) : IAsyncDisposable
    {
        public SqlDatabase Database => database;

        public SqlJournal Journal { get; } = new(database, time);

        public IJournalWriter Writer { get; } = database.CreateWriter(time);

        public static async Task<OpenedStore> Create(string kind, PendingLimits limits, TimeProvider time)
        {
            var store = await TestStore.Create(kind);
            return new(store, store.Open(limits), time);
        }

        public long QueryNumber(string sql)
        {
            using var connection = database.Open();
            return connection.QuerySingle<long>(sql);
        }

        public string[] ExportLines()
        {
            var file = store.FilePath("exported");
            StoreExport.Write(database, file, gzip: false, TimeProvider.System);
            return File.ReadAllLines(file)[1..^1];
        }

        public async ValueTask DisposeAsync()
        {
            await Journal.DisposeAsync();
            Writer.Dispose();
            database.Dispose();
            store.Dispose();
        }
    }

    // A clock whose timers never fire, so that pending changes are not applied.
    private sealed class TimerlessTimeProvider()
        : ManualTimeProvider(new(2024, 4, 20, 9, 0, 0, TimeSpan.FromHours(8)))
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

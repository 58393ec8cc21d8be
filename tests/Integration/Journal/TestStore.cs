using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Time;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>
/// A store in either database that a test may open repeatedly, optionally filled with samples of every table.
/// </summary>
internal sealed class TestStore : IDisposable
{
    private readonly string? _connection;

    private TestStore(string? connection) => _connection = connection;

    public string Folder { get; } = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public Func<PostgresDatabase>? Postgres => _connection is null ? null : () => new(_connection);

    public static async Task<TestStore> Create(string kind) =>
        new(kind == "postgres" ? await SharedPostgres.NewDatabase() : null);

    public static async Task<TestStore> CreateFilled(string kind) => await CreateFilled(await Create(kind));

    /// <summary>Fills a store in the PostgreSQL database of a connection string.</summary>
    public static Task<TestStore> CreateFilledAs(string connection) => CreateFilled(new TestStore(connection));

    private static async Task<TestStore> CreateFilled(TestStore store)
    {
        await store.Fill();
        return store;
    }

    public SqlDatabase Open(PendingLimits? limits = null) => _connection is null
        ? new SqliteDatabase(Folder) { PendingLimits = limits ?? new() }
            : new PostgresDatabase(_connection) { PendingLimits = limits ?? new() };

    public string FilePath(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static Event CreateEvent(string id, decimal value = 5) =>
        new(
            "t",
            id,
            "370300",
            null,
            "pledge.count",
            value,
            null,
            new(2026, 4, 20),
            null,
            null,
            null,
            Qualifier.Exact,
            EventOperation.Add);

    public static AppendRequest CreateAppend(long version, params Event[] events) =>
        new("370300", version, [.. events.Select(CreateEntry)]);

    private async Task Fill()
    {
        var clock = new ManualTimeProvider(new(2026, 4, 20, 9, 0, 0, TimeSpan.FromHours(8)));
        using var database = Open(new(MinDeferredBuckets: 1));
        await using (var journal = new SqlJournal(database, clock)) await Fill(journal, clock);
        await new SqlRecordStore(database).Put("account", new("admin", 1, """{"name":"admin"}"""));
        await new SqlAuditStore(database).Append(
            AuditRow.CreateNext(
                null, clock.GetUtcNow(), new("admin", "province", "127.0.0.1", "account.create", "淄博")));
        // This writer never applies pending bucket changes, so that some stay pending.
        using var writer = database.CreateWriter(clock);
        await writer.Commit([
            new(
                "370200",
                0,
                [
                    .. Enumerable.Range(0, 500).Select(i =>
                        CreateEntry(CreateEvent($"{i}", i) with { Source = "many", City = "370200" }))
                ])
        ]);
    }

    private static async Task Fill(SqlJournal journal, ManualTimeProvider clock)
    {
        await journal.PutReference(new("rules.json", "{\"一\":1}", "program", 0));
        var unusual = CreateEvent("一/\"1\"\\", 99_999_999.9999m) with
        {
            Unit = "370303",
            Campaign = "publicity-week-2026",
            Ref = "鲁知〔2024〕1号",
            Note = "走访\n“座谈”😀\t<&'>",
        };
        var mean = CreateEvent("2") with { Metric = "case.trademark.days", Weight = 169, Qualifier = Qualifier.About };
        await journal.Append(new("370300", 0, [.. new[] { unusual, mean }.Select(CreateEntry)], "批次"));
        clock.UtcNow += TimeSpan.FromDays(1);
        await journal.PutReference(new("rules.json", "{\"二\":2}", "desk", 0));
        var withdrawal = CreateEvent("3", 0) with
        {
            Op = EventOperation.Withdraw,
            Target = mean.Key,
            Metric = mean.Metric,
        };
        await journal.Append(new("370300", 1,
            [
                new(
                    withdrawal,
                    [],
                    [Bucket.Empty(Bucket.GetKeys(mean).First()) with { CorrectionCount = 1 }],
                    [new(mean.Key, EventState.Withdrawn), new(withdrawal.Key, EventState.Withdrawal)])
            ]));
        clock.UtcNow += TimeSpan.FromDays(1);
        await journal.RecordDayChange(new(2026, 4, 22));
    }

    private static AppendEntry CreateEntry(Event e) => new(e, [.. Bucket.GetChanges(e)]);
}

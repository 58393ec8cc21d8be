using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpMonitor.IntegrationTests.Audit;

/// <summary>
/// The audit log in the store: the database refuses changes, and changes made without its triggers are detected.
/// </summary>
public sealed class AuditStoreTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task The_database_refuses_to_update_delete_or_replace_audit_rows(string kind)
    {
        using var store = await TestStore.CreateFilled(kind);
        using (var database = store.Open()) AssertProtected(database);
        // A restored backup and an imported export are protected too.
        using var other = await TestStore.Create(kind);
        var export = store.FilePath("export");
        Assert.Equal(0, Run(store, "export", export));
        Assert.Equal(0, Run(other, "import", export, "--accept-unsigned"));
        Assert.Equal(0, Run(store, "restore", export, "--replace"));
        using (var database = store.Open()) AssertProtected(database);
        using (var database = other.Open()) AssertProtected(database);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task An_upgraded_store_protects_existing_audit_rows_from_the_next_start(string kind)
    {
        using var store = await TestStore.Create(kind);
        using (var database = store.Open())
        using (var connection = database.Open())
        {
            AuditTampering.DropTriggers(database);
            // The versions before the one that protects audit rows.
            connection.Execute("DROP INDEX cumulative_by_metric; DROP TABLE clock_faults");
            connection.Execute(kind == "sqlite"
                ? "PRAGMA user_version = 6"
                : "DROP FUNCTION refuse_change; UPDATE schema_version SET version = 4");
            await WriteRows(database, 1);
        }
        using var again = store.Open();
        AssertProtected(again);
        await WriteRows(again, 2);
        Assert.Empty(StoreVerifier.FindDifferences(again, out _));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_fully_rewritten_audit_log_is_detected_by_its_anchor(string kind)
    {
        using var store = await TestStore.Create(kind);
        using var database = store.Open();
        await WriteRows(database, 3);
        var anchor = $"2:{(await new SqlAuditStore(database).GetPage(3, 1))[0].Hash}";
        Assert.Equal((0, true), Verify(store, anchor, "相符"));
        AuditTampering.DropTriggers(database);
        AuditTampering.RewriteRow(database, "a1", "b1");
        Assert.Equal((0, true), Verify(store, null, "All in order"));
        Assert.Equal((1, true), Verify(store, anchor, "audit: 2 is not the one that was anchored"));
        using (var connection = database.Open()) connection.Execute("DELETE FROM audit WHERE number > 1");
        Assert.Equal((1, true), Verify(store, anchor, "audit: 2 is anchored and not there"));
        Assert.Equal((2, true), Verify(store, "2", "--anchor 应为"));
    }

    [Fact]
    public async Task The_audit_anchor_is_logged_at_each_start_and_graceful_stop()
    {
        var log = new RecordingLogger();
        await using var host = await GrainHost.Start(silo => silo.Services.AddSingleton<ILoggerProvider>(log));
        for (var i = 1; i <= 2; i++)
            await host.Grains.GetGrain<IAuditGrain>("370000")
                .Append(new("admin", "province", "127.0.0.1", "account.create", $"a{i}"));
        // The anchor of the first start may be logged after the first append.
        var before = log.Anchors.Count();
        await host.Restart();
        await log.WaitForAnchors(before + 2);
        var last = (await new SqlAuditStore(host.Store).GetLast())!;
        Assert.Equal(Enumerable.Repeat($"Information: Audit anchor 2:{last.Hash}", 2), log.Anchors.TakeLast(2));
    }

    [Fact]
    public async Task The_audit_anchor_is_logged_daily_if_rows_were_added()
    {
        using var store = await TestStore.Create("sqlite");
        using var database = store.Open();
        await WriteRows(database, 1);
        var (log, days, auditStore) = (new RecordingLogger(),
            new ManualTimerProvider(),
            new CountingAuditStore(new SqlAuditStore(database)));
        using var service = new AuditAnchorService(
            auditStore, days, new LoggerFactory([log]).CreateLogger<AuditAnchorService>());
        await service.StartAsync(TestContext.Current.CancellationToken);
        await log.WaitForAnchors(1);
        await WriteRows(database, 1);
        Assert.Equal(TimeSpan.FromDays(1), days.Interval);
        days.FireTimer();
        await log.WaitForAnchors(2);
        // No row is added on the third day. Waiting for the read ensures that the timer of the third day has run.
        var reads = auditStore.Reads;
        days.FireTimer();
        await Eventually.BecomesTrue(() => auditStore.Reads > reads);
        await WriteRows(database, 1);
        days.FireTimer();
        await log.WaitForAnchors(3);
        Assert.Equal(["1", "2", "3"], log.Anchors.Select(line => line.Split(' ')[^1].Split(':')[0]));
    }

    private static void AssertProtected(SqlDatabase database)
    {
        using var connection = database.Open();
        var before = Rows(connection);
        Assert.NotEmpty(before);
        foreach (var sql in (string[])[
            "UPDATE audit SET text = ''", "DELETE FROM audit WHERE number = 1",
            .. database is SqliteDatabase ? (string[])[] : ["TRUNCATE audit"]
        ])
            Assert.Contains(
                "not to be changed",
                Assert.ThrowsAny<DbException>(() => connection.Execute(sql)).Message,
                StringComparison.Ordinal);
        if (database is SqliteDatabase)
            connection.Execute("REPLACE INTO audit (number, at, text, hash) VALUES (1, 0, '', '')");
        Assert.Equal(before, Rows(connection));
    }

    private static List<string> Rows(DbConnection connection) =>
        [
            .. connection.Query<string>(
                "SELECT number || ' ' || at || ' ' || text || ' ' || hash FROM audit ORDER BY number")
        ];

    private static async Task WriteRows(SqlDatabase database, int rows)
    {
        var auditStore = new SqlAuditStore(database);
        for (var i = 1; i <= rows; i++)
            Assert.True(
                await auditStore.Append(
                    AuditRow.CreateNext(
                        await auditStore.GetLast(),
                        DateTimeOffset.UnixEpoch,
                        new("admin", "province", "127.0.0.1", "account.create", $"a{i}"))));
    }

    private static (int Code, bool IsSaid) Verify(TestStore store, string? anchor, string text)
    {
        using var output = new StringWriter();
        var code = StoreCommands.Run(
            ["verify", .. anchor is null ? (string[])[] : ["--anchor", anchor], "--data", store.Folder],
            store.Postgres,
            TimeProvider.System,
            output,
            output);
        return (code, output.ToString().Contains(text, StringComparison.Ordinal));
    }

    private static int Run(TestStore store, params string[] arguments)
    {
        if (store.Postgres is not null) Npgsql.NpgsqlConnection.ClearAllPools();
        return StoreCommands.Run(
            [.. arguments, "--data", store.Folder],
            store.Postgres,
            TimeProvider.System,
            TextWriter.Null,
            TextWriter.Null);
    }

    private sealed class RecordingLogger : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IEnumerable<string> Anchors =>
            _lines.Where(line => line.Contains("Audit anchor", StringComparison.Ordinal));

        public async Task WaitForAnchors(int anchors)
        {
            for (var deadline = DateTime.UtcNow.AddSeconds(20); Anchors.Count() < anchors; await Task.Delay(10))
                Assert.True(DateTime.UtcNow < deadline, "It says nothing.");
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{logLevel}: {formatter(state, exception)}"));

        public void Dispose()
        {
        }
    }

    private sealed class CountingAuditStore(IAuditStore store) : IAuditStore
    {
        private int _reads;

        /// <summary>Number of reads of the last row.</summary>
        public int Reads => Volatile.Read(ref _reads);

        public async Task<AuditRow?> GetLast()
        {
            var last = await store.GetLast();
            Interlocked.Increment(ref _reads);
            return last;
        }

        public Task<bool> Append(AuditRow row) => store.Append(row);

        public Task<ImmutableArray<AuditRow>> GetPage(long before, int limit) => store.GetPage(before, limit);
    }

    private sealed class ManualTimerProvider : TimeProvider
    {
        private (TimerCallback Call, object? State) _timer;

        public TimeSpan Interval { get; private set; }

        public void FireTimer() => _timer.Call(_timer.State);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_timer, Interval) = ((callback, state), period);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}

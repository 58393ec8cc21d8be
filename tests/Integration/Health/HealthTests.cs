using System.Net;
using System.Text.Json;
using IpMonitor.Dashboard.Health;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Resilience;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Health;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Telemetry;
using IpMonitor.Testing.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.IntegrationTests.Health;

/// <summary>
/// Health with reasons, <c>/health/details</c>. <see cref="Resilience.StoreOutageTests"/> covers full, read-only and
/// absent stores.
/// </summary>
public sealed class HealthTests : IDisposable
{
    private readonly string _folder = TestFolder.CreatePath();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));
    private readonly TestMeterFactory _meters = new();
    private readonly HealthOptions _options = new();
    private readonly SqliteDatabase _database;
    private readonly JournalMetrics _journal;
    private readonly HealthChecks _checks;

    public HealthTests()
    {
        _database = new(_folder) { PendingLimits = new(MinDeferredBuckets: 1, MaxCommits: 100, MaxChanges: 1_000) };
        _journal = new(_meters);
        var monitor = new StoreMonitor(_database, _meters, _time, NullLogger<StoreMonitor>.Instance);
        _checks = new(monitor, _journal, Options.Create(_options), _time);
    }

    public void Dispose()
    {
        _database.Dispose();
        _meters.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_empty_store_is_healthy_and_needs_no_backup()
    {
        var report = await _checks.Run(inEnglish: true);
        Assert.Equal((HealthState.Ok, 0), (report.State, report.Position));
        Assert.Equal(
            ["store_writable", "commit_fast", "queue_short", "pending_small", "clock_right", "backup_missing"],
            report.Checks.Select(check => check.Code));
    }

    [Fact]
    public async Task Backups_are_reported_as_missing_recent_and_old()
    {
        await Append();
        Assert.Equal((HealthState.Degraded, "backup_missing"), await StateOf("backup"));
        StoreBackup.Create(_database, Path.Combine(_folder, "copy.db"), _time);
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal((HealthState.Ok, "backup_recent"), await StateOf("backup"));
        Assert.Equal("最近一次备份在 3 小时前。", (await _checks.Run(inEnglish: false)).Checks[^1].Message);
        _time.Advance(TimeSpan.FromHours(24));
        Assert.Equal((HealthState.Degraded, "backup_old"), await StateOf("backup"));
        StoreBackup.Create(_database, Path.Combine(_folder, "copy2.db"), _time);
        Assert.Equal((HealthState.Ok, "backup_recent"), await StateOf("backup"));
    }

    [Fact]
    public async Task A_clock_behind_the_last_commit_is_reported_with_its_lag()
    {
        await Append();
        Assert.Equal((HealthState.Ok, "clock_right"), await StateOf("clock"));
        var behind = new FakeTimeProvider(_time.GetUtcNow() - TimeSpan.FromSeconds(90));
        var monitor = new StoreMonitor(_database, _meters, behind, NullLogger<StoreMonitor>.Instance);
        var clock = (await new HealthChecks(monitor, _journal, Options.Create(_options), behind)
            .Run(inEnglish: true)).Checks.Single(check => check.Check == "clock");
        Assert.Equal(("clock_behind", 90.0), (clock.Code, clock.Value));
        Assert.Equal("The clock is 90 s behind the last commit: check time synchronization (NTP).", clock.Message);
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_and_back_is_reported_and_logged()
    {
        var clock = OffsetTimeProvider.StartingAt(_time.GetUtcNow());
        var log = new RecordingLogger();
        var monitor = new StoreMonitor(_database, _meters, clock, log);
        var checks = new HealthChecks(monitor, _journal, Options.Create(_options), clock);
        await Append(clock);
        clock.Offset += TimeSpan.FromDays(40);
        Assert.Equal((HealthState.Degraded, "clock_jumped", 57_600.0), await CheckClock());
        await Append(clock);
        clock.Offset -= TimeSpan.FromDays(40);
        Assert.Equal("clock_behind", (await CheckClock()).Code);
        await Append(clock);
        Assert.Equal((HealthState.Degraded, "clock_jumped", -57_600.0), await CheckClock());
        Assert.Equal(["LogClockJumped", "LogClockJumped", "LogClockBehind", "LogClockCorrected"], log.Errors);

        async Task<(HealthState State, string Code, double Minutes)> CheckClock() =>
            (await checks.Run(inEnglish: true)).Checks
                .Where(check => check.Check == "clock")
                .Select(check => (check.State, check.Code, Math.Round(check.Value!.Value)))
                .Single();
    }

    [Theory]
    [InlineData(5, "clock_right")]
    [InlineData(1, "clock_jumped")]
    public async Task The_size_of_a_reported_jump_is_a_setting(int maxMinutes, string code)
    {
        var clock = OffsetTimeProvider.StartingAt(_time.GetUtcNow());
        var limit = Options.Create(new ClockOptions { MaxJump = TimeSpan.FromMinutes(maxMinutes) });
        var monitor = new StoreMonitor(_database, _meters, clock, NullLogger<StoreMonitor>.Instance, limit);
        clock.Offset += TimeSpan.FromMinutes(2);
        var report = await new HealthChecks(monitor, _journal, Options.Create(_options), clock).Run(inEnglish: true);
        Assert.Equal(code, report.Checks.Single(check => check.Check == "clock").Code);
    }

    [Fact]
    public async Task A_clock_fault_before_the_start_is_reported_for_a_day()
    {
        var morning = _time.GetUtcNow();
        foreach (var time in (DateTimeOffset[])[morning.AddHours(-1), morning.AddDays(40), morning])
        {
            _time.AdjustTime(time);
            await Append();
        }
        Assert.Equal((HealthState.Degraded, "clock_jumped"), await StateOf("clock"));
        _time.Advance(TimeSpan.FromHours(25));
        Assert.Equal((HealthState.Ok, "clock_right"), await StateOf("clock"));
    }

    [Fact]
    public async Task Deferred_buckets_slow_commits_and_waiting_appends_above_their_limit_are_reported()
    {
        await Append();
        _options.MaxPendingBuckets = 1;
        await Append();
        Assert.Equal((HealthState.Degraded, "pending_large"), await StateOf("pending"));
        _journal.RecordCommit(TimeSpan.FromSeconds(0.9), events: 1, errorCode: null);
        Assert.Equal((HealthState.Degraded, "commit_slow"), await StateOf("commit"));
        _journal.Observe(() => 1_001);
        Assert.Equal((HealthState.Degraded, "queue_long"), await StateOf("queue"));
        Assert.Equal(HealthState.Degraded, (await _checks.Run(inEnglish: false)).State);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_reported_until_it_recovers()
    {
        _database.ExchangeRefusalCode("store_unavailable");
        using (var other = _database.Open())
        using (_database.BeginExclusive(other))
            Assert.Equal((HealthState.Failed, "store_unavailable"), await StateOf("store"));
        Assert.Equal((HealthState.Ok, "store_writable"), await StateOf("store"));
        Assert.Null(_database.RefusalCode);
    }

    [Fact]
    public async Task A_nearly_full_disk_is_reported_before_reports_are_refused()
    {
        Prerequisite.SkipIfMissing(SmallFileSystem.MissingReason);
        using var disk = new SmallFileSystem(4);
        using var database = new SqliteDatabase(disk.Folder);
        var checks = new HealthChecks(
            new(database, _meters, _time, NullLogger<StoreMonitor>.Instance),
            _journal,
            Options.Create(_options),
            _time);
        Assert.Equal("store_writable", (await checks.Run(inEnglish: true)).Checks[0].Code);
        disk.Fill();
        Assert.Equal("store_full", (await checks.Run(inEnglish: true)).Checks[0].Code);
        disk.FreeSpace();
        Assert.Equal("store_writable", (await checks.Run(inEnglish: true)).Checks[0].Code);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_probes_may_use_HEAD(string path)
    {
        await using var server = await DashboardHost.Start();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void Every_store_fault_has_a_text()
    {
        foreach (var exception in (JournalException[])[
            JournalException.Full(), JournalException.ReadOnly(), JournalException.Unavailable()
        ])
            Assert.Contains(exception.Code, HealthTexts.Codes);
    }

    [Fact]
    public async Task Health_details_use_the_language_of_the_request()
    {
        await using var server = await DashboardHost.Start();
        foreach (var (language, text) in new[] { ("zh-CN", "存储可写。"), ("en-GB", "The store takes reports.") })
        {
            using var response = await MonitoringClient.Get(server, "/health/details", language: language);
            var report = await response.ReadJson();
            Assert.Equal("ok", report.GetProperty("state").GetString());
            Assert.Equal(text, report.GetProperty("checks")[0].GetProperty("message").GetString());
            Assert.Equal(JsonValueKind.String, report.GetProperty("checkedAt").ValueKind);
        }
    }

    private long _version;

    private async Task Append(TimeProvider? clock = null)
    {
        using var writer = _database.CreateWriter(clock ?? _time);
        var e = new Event(
            "t",
            $"e{_version}",
            "370300",
            null,
            "pledge.count",
            1,
            null,
            new(2026, 3, 1),
            null,
            null,
            null,
            Qualifier.Exact,
            EventOperation.Add);
        var appended = await writer.Commit([new("370300", _version, [new AppendEntry(e, [.. Bucket.GetChanges(e)])])]);
        _version = appended[0].Version;
    }

    private async Task<(HealthState State, string Code)> StateOf(string name) =>
        (await _checks.Run(inEnglish: true)).Checks
            .Where(check => check.Check == name)
            .Select(check => (check.State, check.Code))
            .Single();

    private sealed class RecordingLogger : ILogger<StoreMonitor>
    {
        public List<string?> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) Errors.Add(eventId.Name);
        }
    }
}

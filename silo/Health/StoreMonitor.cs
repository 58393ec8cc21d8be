using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Telemetry;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Health;

/// <summary>Reads the state of the store every ten seconds, for health checks and metrics.</summary>
public sealed partial class StoreMonitor : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private readonly SqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreMonitor> _log;
    private readonly ClockJumpDetector _clock;
    private volatile StoreStatus? _status; // null before the first read
    private long _faultPosition = -1; // before the first read
    private bool _isClockBehind;
    private long _checkedAt;

    /// <summary>Creates the monitor and its instruments.</summary>
    public StoreMonitor(
        SqlDatabase database, IMeterFactory meters, TimeProvider time, ILogger<StoreMonitor> log,
        IOptions<ClockOptions>? clock = null)
    {
        (_database, _time, _log) = (database, time, log);
        _clock = new(time, (clock?.Value ?? new()).MaxJump);
        var meter = meters.Create(Instrumentation.Name);
        meter.CreateObservableGauge(
            "ipmonitor.store.writable", MeasureWritable, "{boolean}", "1 if the store takes reports, 0 if not.");
        Gauge("ipmonitor.store.pending.commits", "{commit}", "Commits with deferred bucket changes.",
            status => status.PendingCommits);
        Gauge("ipmonitor.store.pending.buckets", "{bucket}", "Deferred bucket changes.",
            status => status.PendingChanges);
        Gauge("ipmonitor.store.position", "{position}", "Position of the last commit.", status => status.Position);
        Gauge("ipmonitor.store.commit.age", "s", "Age of the last commit; below zero if this clock is behind.",
            status => status.CommittedAt is { } at ? (_time.GetUtcNow() - at).TotalSeconds : null);
        Gauge("ipmonitor.backup.age", "s", "Age of the last backup.",
            status => status.BackedUpAt is { } at ? (_time.GetUtcNow() - at).TotalSeconds : null);

        void Gauge(string name, string unit, string description, Func<StoreStatus, double?> value) =>
            meter.CreateObservableGauge(name, () => Measure(value), unit, description);
    }

    /// <summary>
    /// Error code of refused reports, by the last refusal or the last read; null while the store is writable.
    /// </summary>
    public string? FaultCode => _database.RefusalCode ?? _status?.FaultCode;

    /// <summary>Reads the state now.</summary>
    public async Task<StoreStatus> Check()
    {
        StoreStatus status;
        if (_clock.Check() is { } jump) LogClockJumped(jump.Size);
        try
        {
            status = await _database.Run(connection =>
            {
                var faultCode = FindFaultCode(connection);
                var (position, known) = connection.QueryFirstOrDefault<(long, long?)>(
                    "SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");
                var (commits, changes) = connection.QuerySingle<(long, long)>(PendingBuckets.CountSql);
                var fault = ClockFault.FindLast(connection);
                CheckFault(fault);
                return new StoreStatus(
                    _time.GetUtcNow(),
                    faultCode,
                    position,
                    known is { } at ? ChinaTime.FromUnixMilliseconds(at) : null,
                    commits,
                    changes,
                    BackupLog.FindLast(connection),
                    GetLastJump(fault));
            });
            CheckLag(status.CommittedAt - status.CheckedAt);
        }
        catch (Exception exception)
        {
            if (exception is not JournalException) LogReadFailed(exception);
            status = (_status ?? new(default, null)) with
            {
                CheckedAt = _time.GetUtcNow(),
                FaultCode = JournalException.FromException(exception).Code,
            };
        }
        _status = status;
        Volatile.Write(ref _checkedAt, _time.GetTimestamp());
        return status;
    }

    private ClockJump? GetLastJump(ClockFault? fault)
    {
        ClockJump? recorded = fault is null
            ? null
            : new(
                ChinaTime.FromUnixMilliseconds(fault.CorrectedAt),
                TimeSpan.FromMilliseconds(fault.CorrectedAt - fault.Known));
        return recorded?.At > _clock.LastJump?.At ? recorded : _clock.LastJump ?? recorded;
    }

    // Logs the faults that commits end while this process runs.
    private void CheckFault(ClockFault? fault)
    {
        var previous = Interlocked.Exchange(ref _faultPosition, fault?.Last ?? 0);
        if (previous >= 0 && previous < fault?.Last)
            LogClockCorrected(fault.First, fault.Last, TimeSpan.FromMilliseconds(fault.Known - fault.CorrectedAt));
    }

    private void CheckLag(TimeSpan? lag)
    {
        var isBehind = lag > ClockFault.Tolerance;
        if (isBehind && !_isClockBehind) LogClockBehind(lag!.Value);
        _isClockBehind = isBehind;
    }

    // After a refused report the store counts as failed until a report or a trial write succeeds.
    private string? FindFaultCode(DbConnection connection)
    {
        if (_database.FindWriteFault(connection) is { } error) return error.Code;
        if (_database.RefusalCode is not { } refusalCode) return null;
        try
        {
            _database.TryWrite(connection);
        }
        catch (DbException)
        {
            return refusalCode;
        }
        if (_database.ClearRefusalCode(refusalCode)) LogRecovered(refusalCode);
        return _database.RefusalCode;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await Check();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private IEnumerable<Measurement<double>> Measure(Func<StoreStatus, double?> value) =>
        !IsStale && _status is { } status && value(status) is { } measured ? [new(measured)] : [];

    private IEnumerable<Measurement<double>> MeasureWritable() =>
        _status is { } status ? [new(status.FaultCode is null && !IsStale ? 1 : 0)] : [];

    // True if a hanging read leaves an old state in place, which must not be reported.
    private bool IsStale => _time.GetElapsedTime(Volatile.Read(ref _checkedAt)) > MaxAge;

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The clock jumped by {Size} (or the machine was suspended): check time synchronization (NTP)")]
    private partial void LogClockJumped(TimeSpan size);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The clock is {Lag} behind the last commit: check time synchronization (NTP)")]
    private partial void LogClockBehind(TimeSpan lag);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Positions {First} to {Last} were committed while the clock was ahead, the last by {Ahead}")]
    private partial void LogClockCorrected(long first, long last, TimeSpan ahead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the state of the store")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is writable again after {Code}")]
    private partial void LogRecovered(string code);
}

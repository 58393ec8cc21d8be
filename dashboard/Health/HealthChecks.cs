using IpMonitor.Silo.Health;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Health;

/// <summary>Checks the store, the journal's queue, the clock and the backups.</summary>
internal sealed class HealthChecks(
    StoreMonitor monitor, JournalMetrics journal, IOptions<HealthOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ClockJumpMemory = TimeSpan.FromDays(1);

    /// <summary>Runs all checks.</summary>
    /// <param name="inEnglish">Whether messages are in English instead of Chinese.</param>
    public async Task<HealthReport> Run(bool inEnglish)
    {
        var status = await monitor.Check();
        HealthFinding[] findings =
        [
            CreateFinding("store", CheckStore(status)),
            CreateFinding("commit", CheckCommit()),
            CreateFinding("queue", CheckQueue()),
            CreateFinding("pending", CheckPending(status)),
            CreateFinding("clock", CheckClock(status)),
            CreateFinding("backup", CheckBackup(status)),
        ];
        return new(findings.Max(finding => finding.State), status.CheckedAt, status.Position, findings);

        HealthFinding CreateFinding(string check, (HealthState State, string Code, double? Value) result) => new(
            check,
            result.State,
            result.Code,
            HealthTexts.GetText(result.Code, inEnglish, result.Value),
            result.Value);
    }

    private static (HealthState, string, double?) CheckStore(StoreStatus status) =>
        status.FaultCode is { } code ? (HealthState.Failed, code, null) : (HealthState.Ok, "store_writable", null);

    private (HealthState, string, double?) CheckCommit()
    {
        var duration = journal.LastCommitDuration;
        return Compare(duration > options.Value.MaxCommitDuration, "commit_slow", "commit_fast", duration.TotalSeconds);
    }

    private (HealthState, string, double?) CheckQueue()
    {
        var length = journal.QueueLength;
        return Compare(length > options.Value.MaxQueueLength, "queue_long", "queue_short", length);
    }

    private (HealthState, string, double?) CheckPending(StoreStatus status)
    {
        var count = status.PendingChanges;
        return Compare(count > options.Value.MaxPendingBuckets, "pending_large", "pending_small", count);
    }

    private (HealthState, string, double?) CheckClock(StoreStatus status)
    {
        var now = time.GetUtcNow();
        var lag = (status.CommittedAt ?? DateTimeOffset.MinValue) - now;
        if (lag > options.Value.MaxClockLag) return (HealthState.Degraded, "clock_behind", lag.TotalSeconds);
        return status.ClockJump is { } jump && now - jump.At < ClockJumpMemory
            ? (HealthState.Degraded, "clock_jumped", jump.Size.TotalMinutes)
            : (HealthState.Ok, "clock_right", null);
    }

    // An empty store needs no backup.
    private (HealthState, string, double?) CheckBackup(StoreStatus status)
    {
        if (status.BackedUpAt is not { } at)
            return (status.Position == 0 ? HealthState.Ok : HealthState.Degraded, "backup_missing", null);
        var age = time.GetUtcNow() - at;
        return Compare(age > options.Value.MaxBackupAge, "backup_old", "backup_recent", age.TotalHours);
    }

    private static (HealthState, string, double?) Compare(bool isOver, string over, string within, double value) =>
        isOver ? (HealthState.Degraded, over, value) : (HealthState.Ok, within, value);
}

using IpMonitor.Silo.Health;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Health;

/// <summary>Judges the state of the store, of the journal's queue, of the clock and of the backups.</summary>
internal sealed class HealthChecks(StoreMonitor monitor, JournalMetrics journal, IOptions<HealthOptions> options, TimeProvider time)
{
    /// <summary>Reads the state now and judges it.</summary>
    public async Task<HealthReport> Run(bool inEnglish)
    {
        var status = await monitor.Check();
        HealthFinding[] findings =
        [
            Found("store", CheckStore(status)), Found("commit", CheckCommit()), Found("queue", CheckQueue()),
            Found("pending", CheckPending(status)), Found("clock", CheckClock(status)), Found("backup", CheckBackup(status)),
        ];
        return new(findings.Max(finding => finding.State), status.CheckedAt, status.Position, findings);

        HealthFinding Found(string check, (HealthState State, string Code, double? Value) judged) =>
            new(check, judged.State, judged.Code, HealthTexts.GetText(judged.Code, inEnglish, judged.Value), judged.Value);
    }

    private static (HealthState, string, double?) CheckStore(StoreStatus status) =>
        status.FaultCode is { } code ? (HealthState.Failed, code, null) : (HealthState.Ok, "store_writable", null);

    private (HealthState, string, double?) CheckCommit()
    {
        var duration = journal.LastCommitDuration;
        return Judge(duration > options.Value.MaxCommitDuration, "commit_slow", "commit_fast", duration.TotalSeconds);
    }

    private (HealthState, string, double?) CheckQueue()
    {
        var length = journal.QueueLength;
        return Judge(length > options.Value.MaxQueueLength, "queue_long", "queue_short", length);
    }

    private (HealthState, string, double?) CheckPending(StoreStatus status) => Judge(
        status.PendingChanges > options.Value.MaxPendingBuckets, "pending_large", "pending_small", status.PendingChanges);

    private (HealthState, string, double?) CheckClock(StoreStatus status)
    {
        var lag = (status.CommittedAt ?? DateTimeOffset.MinValue) - time.GetUtcNow();
        return lag > options.Value.MaxClockLag
            ? (HealthState.Degraded, "clock_behind", lag.TotalSeconds)
            : (HealthState.Ok, "clock_right", null);
    }

    // An empty store has nothing to lose.
    private (HealthState, string, double?) CheckBackup(StoreStatus status)
    {
        if (status.BackedUpAt is not { } at)
            return (status.Position == 0 ? HealthState.Ok : HealthState.Degraded, "backup_missing", null);
        var age = time.GetUtcNow() - at;
        return Judge(age > options.Value.MaxBackupAge, "backup_old", "backup_recent", age.TotalHours);
    }

    private static (HealthState, string, double?) Judge(bool isOver, string over, string within, double value) =>
        isOver ? (HealthState.Degraded, over, value) : (HealthState.Ok, within, value);
}

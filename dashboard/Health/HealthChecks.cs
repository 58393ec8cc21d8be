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
        HealthFinding[] findings = [Store(status), Commit(), Queue(), Pending(status), Clock(status), Backup(status)];
        return new(
            findings.Max(finding => finding.State), status.CheckedAt, status.Position,
            [.. findings.Select(finding => finding with { Message = HealthTexts.Of(finding.Code, inEnglish, finding.Value) })]);
    }

    private static HealthFinding Store(StoreStatus status) => status.FaultCode is { } code
        ? new("store", HealthState.Failed, code, "")
        : new("store", HealthState.Ok, "store_writable", "");

    private HealthFinding Commit() => journal.LastCommitDuration > options.Value.MaxCommitDuration
        ? new("commit", HealthState.Degraded, "commit_slow", "", journal.LastCommitDuration.TotalSeconds)
        : new("commit", HealthState.Ok, "commit_fast", "", journal.LastCommitDuration.TotalSeconds);

    private HealthFinding Pending(StoreStatus status) => status.PendingChanges > options.Value.MaxPendingBuckets
        ? new("pending", HealthState.Degraded, "pending_large", "", status.PendingChanges)
        : new("pending", HealthState.Ok, "pending_small", "", status.PendingChanges);

    private HealthFinding Queue() => journal.QueueLength > options.Value.MaxQueueLength
        ? new("queue", HealthState.Degraded, "queue_long", "", journal.QueueLength)
        : new("queue", HealthState.Ok, "queue_short", "", journal.QueueLength);

    private HealthFinding Clock(StoreStatus status)
    {
        var lag = (status.CommittedAt ?? DateTimeOffset.MinValue) - time.GetUtcNow();
        return lag > options.Value.MaxClockLag
            ? new("clock", HealthState.Degraded, "clock_behind", "", lag.TotalSeconds)
            : new("clock", HealthState.Ok, "clock_right", "");
    }

    // An empty store has nothing to lose.
    private HealthFinding Backup(StoreStatus status)
    {
        if (status.BackedUpAt is not { } at)
            return new("backup", status.Position == 0 ? HealthState.Ok : HealthState.Degraded, "backup_missing", "");
        var age = time.GetUtcNow() - at;
        return age > options.Value.MaxBackupAge
            ? new("backup", HealthState.Degraded, "backup_old", "", age.TotalHours)
            : new("backup", HealthState.Ok, "backup_recent", "", age.TotalHours);
    }
}

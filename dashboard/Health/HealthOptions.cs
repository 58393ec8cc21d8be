namespace IpMonitor.Dashboard.Health;

/// <summary>Limits of the health checks (configuration section <c>Health</c>).</summary>
internal sealed class HealthOptions
{
    /// <summary>Maximum age of the last backup.</summary>
    public TimeSpan MaxBackupAge { get; set; } = TimeSpan.FromHours(26);

    /// <summary>Maximum time by which the last commit is ahead of the clock of this server.</summary>
    public TimeSpan MaxClockLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Maximum duration of the last commit.</summary>
    public TimeSpan MaxCommitDuration { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Maximum appends that wait for a commit.</summary>
    public int MaxQueueLength { get; set; } = 1_000;

    /// <summary>Maximum deferred bucket changes in the store.</summary>
    public int MaxPendingBuckets { get; set; } = 200_000;

    /// <summary>Whether every limit is above zero.</summary>
    public bool IsValid =>
        MaxBackupAge > TimeSpan.Zero && MaxClockLag > TimeSpan.Zero && MaxCommitDuration > TimeSpan.Zero
        && MaxQueueLength > 0 && MaxPendingBuckets > 0;
}

namespace IpMonitor.Dashboard.Health;

/// <summary>Limits of the health checks (configuration section <c>Health</c>).</summary>
internal sealed class HealthOptions
{
    /// <summary>Age from which the last backup is reported as too old.</summary>
    public TimeSpan MaxBackupAge { get; set; } = TimeSpan.FromHours(26);

    /// <summary>How far the last commit may be ahead of this server's clock.</summary>
    public TimeSpan MaxClockLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the last commit may have taken.</summary>
    public TimeSpan MaxCommitDuration { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Appends that may wait for a commit.</summary>
    public int MaxQueueLength { get; set; } = 1_000;

    /// <summary>Deferred bucket changes that the store may have.</summary>
    public int MaxPendingBuckets { get; set; } = 200_000;

    /// <summary>Whether every limit is above zero.</summary>
    public bool IsValid => MaxBackupAge > TimeSpan.Zero && MaxClockLag > TimeSpan.Zero && MaxCommitDuration > TimeSpan.Zero
        && MaxQueueLength > 0 && MaxPendingBuckets > 0;
}

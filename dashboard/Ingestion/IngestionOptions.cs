namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Limits of the reports in progress (configuration section <c>Ingestion</c>).</summary>
public sealed class IngestionOptions
{
    /// <summary>The largest number of concurrent reports.</summary>
    public int MaxConcurrentReports { get; set; } = 1_000;

    /// <summary>The memory of all concurrent reports together, in MB.</summary>
    public int MaxMegabytes { get; set; } = 512;
}

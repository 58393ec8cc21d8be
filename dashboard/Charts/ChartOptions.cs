namespace IpMonitor.Dashboard.Charts;

/// <summary>Limits of the pictures drawn on the server (configuration section <c>Charts</c>).</summary>
public sealed class ChartOptions
{
    /// <summary>The number of pictures drawn at the same time.</summary>
    public int MaxConcurrent { get; set; } = 1;

    /// <summary>The number of different pictures that wait or are drawn.</summary>
    public int MaxQueued { get; set; } = 32;

    /// <summary>The time in seconds that a request waits for its picture.</summary>
    public int MaxSeconds { get; set; } = 10;

    /// <summary>The pixels of a picture in millions.</summary>
    public int MaxMegapixels { get; set; } = 16;

    /// <summary>The memory of finished pictures in MB.</summary>
    public int CacheMegabytes { get; set; } = 32;
}

namespace IpMonitor.Dashboard.Submissions;

/// <summary>Settings of submissions and their plausibility checks (configuration section <c>Submissions</c>).</summary>
public sealed class SubmissionOptions
{
    /// <summary>The event source of manually entered and imported rows.</summary>
    public string Source { get; set; } = "desk";

    /// <summary>The change against the previous period, in percent, from which a row needs a note.</summary>
    public int MaxChangePercent { get; set; } = 50;

    /// <summary>The ratio to the typical value, either way, from which a wrong unit is suspected.</summary>
    public int SuspectRatio { get; set; } = 100;
}

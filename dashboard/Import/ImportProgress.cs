namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The progress of an import: its place in the queue, rows validated, and new values saved to the draft.
/// </summary>
internal sealed class ImportProgress
{
    /// <summary>The place in the queue, from 1; null while the file is received or validated.</summary>
    public int? Waiting { get; set; }

    /// <summary>The number of rows validated.</summary>
    public int Rows { get; set; }

    /// <summary>The number of values saved to the draft.</summary>
    public int Held { get; set; }

    /// <summary>The number of values to save; null during validation.</summary>
    public int? ToHold { get; set; }
}

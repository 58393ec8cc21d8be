namespace IpMonitor.Dashboard.Import;

/// <summary>The progress of an import: rows validated, and new values saved to the draft.</summary>
internal sealed class ImportProgress
{
    /// <summary>The number of rows validated.</summary>
    public int Rows { get; set; }

    /// <summary>The number of values saved to the draft.</summary>
    public int Held { get; set; }

    /// <summary>The number of values to save; null during validation.</summary>
    public int? ToHold { get; set; }
}

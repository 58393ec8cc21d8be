namespace IpMonitor.Dashboard.Import;

/// <summary>How far a file has come: the rows that were looked at, and of the new ones how many wait in the draft, of how many.</summary>
internal sealed class ImportProgress
{
    public int Rows { get; set; }

    public int Held { get; set; }

    /// <summary>None as long as there are rows to be looked at.</summary>
    public int? ToHold { get; set; }
}

namespace IpMonitor.Dashboard.Import;

/// <summary>Limits of imported files (configuration section <c>Import</c>).</summary>
public sealed class ImportOptions
{
    /// <summary>The size of a file in MB.</summary>
    public int MaxMegabytes { get; set; } = 20;

    /// <summary>The unpacked size of all parts of a workbook in MB.</summary>
    public int MaxUnpackedMegabytes { get; set; } = 200;

    /// <summary>The number of non-blank rows in all sheets.</summary>
    public int MaxRows { get; set; } = 100_000;

    /// <summary>The number of visible sheets in a workbook.</summary>
    public int MaxSheets { get; set; } = 50;

    /// <summary>The time to validate a file in seconds.</summary>
    public int MaxSeconds { get; set; } = 120;

    /// <summary>The number of files validated at the same time.</summary>
    public int MaxConcurrentFiles { get; set; } = 2;

    /// <summary>The number of files that wait or are being received; half of it for one account.</summary>
    public int MaxQueuedFiles { get; set; } = 100;

    /// <summary>The disk space of received files in MB; half of it for one account.</summary>
    public int MaxQueuedMegabytes { get; set; } = 200;
}

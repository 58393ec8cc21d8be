namespace IpMonitor.Dashboard.Import;

/// <summary>What a file may be, and how many are looked at at once (configuration section <c>Import</c>).</summary>
public sealed class ImportOptions
{
    /// <summary>The file as it is sent.</summary>
    public int MaxMegabytes { get; set; } = 20;

    /// <summary>The parts of a workbook as they are when unpacked.</summary>
    public int MaxUnpackedMegabytes { get; set; } = 200;

    /// <summary>Rows with anything in them, of all sheets.</summary>
    public int MaxRows { get; set; } = 100_000;

    /// <summary>Sheets of a workbook.</summary>
    public int MaxSheets { get; set; } = 50;

    /// <summary>How long a file may be looked at.</summary>
    public int MaxSeconds { get; set; } = 120;

    /// <summary>Files looked at at the same time.</summary>
    public int MaxConcurrentFiles { get; set; } = 2;
}

/// <summary>What is held of what desks hand in (configuration section <c>Desk</c>).</summary>
public sealed class SubmissionOptions
{
    /// <summary>The source that their events name.</summary>
    public string Source { get; set; } = "desk";

    /// <summary>From how many per cent above or below last period's number on a row says why.</summary>
    public int MaxChangePercent { get; set; } = 50;

    /// <summary>From how many times the usual number, or what part of it, on a mistaken unit is suspected.</summary>
    public int SuspectRatio { get; set; } = 100;
}

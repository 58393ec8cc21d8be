namespace IpMonitor.Dashboard.Import;

/// <summary>What a file may be, and how many are looked at at once (configuration section <c>Import</c>).</summary>
public sealed class ImportOptions
{
    /// <summary>The file as it is sent.</summary>
    public int MostMegabytes { get; set; } = 20;

    /// <summary>The parts of a workbook as they are when unpacked.</summary>
    public int MostUnpackedMegabytes { get; set; } = 200;

    /// <summary>Rows with anything in them, of all sheets.</summary>
    public int MostRows { get; set; } = 100_000;

    /// <summary>Sheets of a workbook.</summary>
    public int MostSheets { get; set; } = 50;

    /// <summary>How long a file may be looked at.</summary>
    public int MostSeconds { get; set; } = 120;

    /// <summary>Files looked at at the same time.</summary>
    public int MostAtOnce { get; set; } = 2;
}

/// <summary>What is held of what desks hand in (configuration section <c>Desk</c>).</summary>
public sealed class DeskOptions
{
    /// <summary>The source that their events name.</summary>
    public string Source { get; set; } = "desk";

    /// <summary>From how many per cent above or below last period's number on a row says why.</summary>
    public int SwingPercent { get; set; } = 50;

    /// <summary>From how many times the usual number, or what part of it, on a mistaken unit is suspected.</summary>
    public int SuspectTimes { get; set; } = 100;
}

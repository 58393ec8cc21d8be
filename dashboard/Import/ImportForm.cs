namespace IpMonitor.Dashboard.Import;

/// <summary>The layout of an imported file.</summary>
internal enum ImportForm
{
    /// <summary>明细表: one event per row.</summary>
    Events,
    /// <summary>累计报表: one city, unit and metric per row, with the value of a period or the year to date.</summary>
    Series,
    /// <summary>上年同期: one city, unit and metric per row, with a column for each month.</summary>
    History,
}

namespace IpMonitor.Dashboard.Import;

/// <summary>A file of rows: a workbook or CSV.</summary>
internal interface ISpreadsheet : IDisposable
{
    /// <summary>The largest number of columns that are read.</summary>
    const int MaxColumns = 256;

    /// <summary>The longest text of a cell in characters, the limit of the workbook format.</summary>
    const int MaxCellLength = 32_767;

    /// <summary>The names of hidden sheets that hold anything; they are not read.</summary>
    IReadOnlyList<string> HiddenSheets { get; }

    /// <summary>Reads all rows that are not blank, sheet by sheet. May be called again.</summary>
    IEnumerable<SpreadsheetRow> ReadRows();

    /// <summary>Returns the layout of a sheet while its rows are being read.</summary>
    SheetLayout GetLayout(string sheet);
}

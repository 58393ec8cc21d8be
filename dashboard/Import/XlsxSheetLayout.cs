using System.Globalization;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>The parts of a worksheet around its rows: merged ranges, hidden columns, filters, array formulas.</summary>
internal sealed class XlsxSheetLayout
{
    /// <summary>The rows of a sheet in the format's own limit, blank ones included.</summary>
    public const int MaxRows = 1_048_576;
    private const int MaxRanges = 100_000;
    private readonly List<CellRange> _mergedRanges = [];
    private readonly List<CellRange> _arrayFormulas = [];
    private readonly HashSet<int> _hiddenColumns = [];
    private bool _hasFilter, _hidesRows;

    public IReadOnlyList<CellRange> MergedRanges => _mergedRanges;

    /// <summary>Reads a whole worksheet: the merged ranges follow its rows.</summary>
    public static XlsxSheetLayout Read(XlsxPartReader xml)
    {
        var (layout, rows) = (new XlsxSheetLayout(), 0);
        while (xml.Read())
        {
            if (xml.IsStart<Row>() && ++rows > MaxRows) throw XlsxPartReader.CreateException();
            if (xml.IsStart<MergeCell>()) Add(layout._mergedRanges, xml["ref"]);
            else if (xml.IsStart<CellFormula>() && xml["t"] is "array" or "dataTable")
                Add(layout._arrayFormulas, xml["ref"]);
            else if (xml.IsStart<AutoFilter>()) layout._hasFilter = true;
            else if (xml.IsStart<SheetFormatProperties>()) layout._hidesRows = xml["zeroHeight"] is "1" or "true";
            else if (xml.IsStart<Column>() && (xml["hidden"] is "1" or "true" || xml["width"] is "0"))
                layout.AddHidden(xml["min"], xml["max"]);
        }
        return layout;
    }

    /// <summary>Returns true for a row by its attributes: hidden, or without a height where rows have none.</summary>
    public bool IsHiddenRow(string? hidden, string? height) =>
        hidden is "1" or "true" || height is "0" || (_hidesRows && hidden is null && height is null);

    public bool IsInArrayFormula(int column, int row) =>
        _arrayFormulas.Count > 0 && _arrayFormulas.Exists(range => range.Contains(column, row));

    public SheetLayout ToSheetLayout() => new(_hiddenColumns, _hasFilter);

    private static void Add(List<CellRange> ranges, string? text)
    {
        if (text is null || CellRange.Parse(text) is not { } range) return;
        if (ranges.Count == MaxRanges) throw XlsxPartReader.CreateException();
        ranges.Add(range);
    }

    private void AddHidden(string? min, string? max)
    {
        if (int.TryParse(min, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            for (var column = first; column <= Math.Min(last, ISpreadsheet.MaxColumns); column++)
                _hiddenColumns.Add(column - 1);
    }
}

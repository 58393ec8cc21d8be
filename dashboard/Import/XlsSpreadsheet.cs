using System.Globalization;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Reads the visible sheets of an old workbook (.xls, .et): formulas by the result when the file was last saved.
/// </summary>
internal sealed class XlsSpreadsheet : ISpreadsheet
{
    private readonly IExcelDataReader _reader;
    private readonly CancellationToken _cancellation;
    private readonly int _maxSheets;

    public XlsSpreadsheet(Stream file, ImportOptions options, CancellationToken cancellation)
    {
        (_cancellation, _maxSheets) = (cancellation, options.MaxSheets);
        file.Position = 0;
        _reader = TranslateExceptions(() => ExcelReaderFactory.CreateBinaryReader(
            file,
            new()
            {
                LeaveOpen = true,
                // Texts of versions before Excel 97, which have no Unicode.
                FallbackEncoding = System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!,
            }));
    }

    public IEnumerable<SpreadsheetRow> ReadRows()
    {
        TranslateExceptions(() => { _reader.Reset(); return true; });
        for (var sheets = 0; ;)
        {
            if (_reader.VisibleState == "visible")
            {
                if (++sheets > _maxSheets)
                    throw new RequestRejectedException(413, "too_many_sheets", _reader.ResultsCount, _maxSheets);
                foreach (var row in ReadSheet()) yield return row;
            }
            if (!TranslateExceptions(_reader.NextResult)) yield break;
        }
    }

    public SheetLayout GetLayout(string sheet)
    {
        var hidden = new HashSet<int>();
        if (_reader.Name == sheet)
            for (var column = 0; column < Math.Min(_reader.FieldCount, ISpreadsheet.MaxColumns); column++)
                if (_reader.GetColumnWidth(column) == 0) hidden.Add(column);
        return new(hidden, HasFilter: false);
    }

    public void Dispose() => _reader.Dispose();

    private IEnumerable<SpreadsheetRow> ReadSheet()
    {
        var merged = new MergedRanges((_reader.MergeCells ?? []).Select(range =>
            new CellRange(range.FromColumn, range.FromRow + 1, range.ToColumn, range.ToRow + 1)));
        for (var number = 1; TranslateExceptions(_reader.Read); number++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var cells = TranslateExceptions(ReadCells);
            var row = new SpreadsheetRow(_reader.Name, number, cells) { IsHidden = _reader.RowHeight == 0 };
            if (merged.Read(number, cells) is { } mergedCells) row = row with { MergedCells = mergedCells };
            if (!row.IsBlank) yield return row;
        }
    }

    private List<Cell> ReadCells()
    {
        var cells = new List<Cell>();
        for (var column = 0; column < _reader.FieldCount; column++)
        {
            var cell = ReadCell(column);
            if (cell.IsBlank) continue;
            if (column >= ISpreadsheet.MaxColumns)
                throw new RequestRejectedException(422, "too_many_columns", ISpreadsheet.MaxColumns);
            while (cells.Count < column) cells.Add(default);
            cells.Add(cell);
        }
        return cells;
    }

    private Cell ReadCell(int column)
    {
        var format = NumberFormat.ForBuiltIn(_reader.GetNumberFormatIndex(column))
            ?? (_reader.GetNumberFormatString(column) is { } code ? NumberFormat.Parse(code) : null);
        return _reader.GetValue(column) switch
        {
            null => default,
            DateTime day => new(XlsxCellConverter.FormatDate(DateOnly.FromDateTime(day)), CellKind.Date, format),
            TimeSpan time => new(time.ToString("c", CultureInfo.InvariantCulture)),
            bool truth => new(truth ? "TRUE" : "FALSE"),
            string text => new(text),
            IFormattable number => XlsxCellConverter.ConvertNumber(
                number.ToString(null, CultureInfo.InvariantCulture), format, DateSystem.Unknown),
            var other => new(other.ToString()),
        };
    }

    private static T TranslateExceptions<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidPasswordException)
        {
            throw new RequestRejectedException(422, "workbook_encrypted");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or RequestRejectedException))
        {
            // The reader has no limits of its own against damaged files: any exception means that it cannot read it.
            throw new RequestRejectedException(422, "workbook_broken");
        }
    }
}

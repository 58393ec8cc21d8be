using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads the visible sheets of an old workbook (.xls, .et).</summary>
internal sealed class XlsSpreadsheet : ISpreadsheet
{
    private readonly IExcelDataReader _reader;
    private readonly XlsRecords _records;
    private readonly CancellationToken _cancellation;
    private readonly int _maxSheets;

    // Texts of versions before Excel 97 have no Unicode; the reader asks for their encodings by number.
    static XlsSpreadsheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public XlsSpreadsheet(Stream file, ImportOptions options, CancellationToken cancellation)
    {
        (_cancellation, _maxSheets) = (cancellation, options.MaxSheets);
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        _reader = TranslateExceptions(() => ExcelReaderFactory.CreateBinaryReader(
            new MemoryStream(bytes), new() { FallbackEncoding = Encoding.GetEncoding("GB18030") }));
        _records = TranslateExceptions(() => XlsRecords.Read(bytes));
        HiddenSheets = TranslateExceptions(FindHiddenSheets);
    }

    public IReadOnlyList<string> HiddenSheets { get; }

    public IEnumerable<SpreadsheetRow> ReadRows()
    {
        TranslateExceptions(() => { _reader.Reset(); return true; });
        if (_reader.ResultsCount > _maxSheets)
            throw new RequestRejectedException(413, "too_many_sheets", _reader.ResultsCount, _maxSheets);
        var sheet = 0;
        do
        {
            if (_reader.VisibleState == "visible")
                foreach (var row in ReadSheet(sheet)) yield return row;
            sheet++;
        }
        while (TranslateExceptions(_reader.NextResult));
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

    private List<string> FindHiddenSheets()
    {
        var hidden = new List<string>();
        do
            if (_reader.VisibleState != "visible" && _reader.RowCount > 0) hidden.Add(_reader.Name);
        while (_reader.NextResult());
        return hidden;
    }

    private IEnumerable<SpreadsheetRow> ReadSheet(int sheet)
    {
        var merged = new MergedRanges((_reader.MergeCells ?? []).Select(range =>
            new CellRange(range.FromColumn, range.FromRow + 1, range.ToColumn, range.ToRow + 1)));
        for (var number = 1; TranslateExceptions(_reader.Read); number++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var index = number - 1;
            var cells = TranslateExceptions(() => ReadCells(sheet, index));
            var row = new SpreadsheetRow(_reader.Name, number, cells)
            {
                IsHidden = _reader.RowHeight == 0,
                DateSystem = _records.DateSystem,
            };
            if (row.IsBlank) continue;
            yield return merged.Read(number, cells) is { } mergedCells ? row with { MergedCells = mergedCells } : row;
        }
    }

    private List<Cell> ReadCells(int sheet, int row)
    {
        var cells = new List<Cell>();
        for (var column = 0; column < _reader.FieldCount; column++)
        {
            var cell = ReadCell(column);
            if (_records.IsFormula(sheet, row, column))
                cell = cell with { Text = cell.Text ?? "=", Kind = CellKind.Formula };
            else if (_records.IsError(sheet, row, column)) cell = new("#N/A", CellKind.Error);
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
        var format = CellNumberFormat.ForBuiltIn(_reader.GetNumberFormatIndex(column))
            ?? (_reader.GetNumberFormatString(column) is { } code ? CellNumberFormat.Parse(code) : null);
        return _reader.GetValue(column) switch
        {
            null => default,
            DateTime day => new(XlsxCellConverter.FormatDate(DateOnly.FromDateTime(day)), CellKind.Date, format),
            TimeSpan time => new(time.ToString("c", CultureInfo.InvariantCulture)),
            bool truth => new(truth ? "TRUE" : "FALSE"),
            string text => new(text, Format: format?.Text),
            IFormattable number => XlsxCellConverter.ConvertNumber(
                number.ToString(null, CultureInfo.InvariantCulture), format, _records.DateSystem),
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

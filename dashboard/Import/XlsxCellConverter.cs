using System.Globalization;
using DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Converts raw cell values. A workbook stores dates as numbers; only the number format marks them as dates.
/// </summary>
internal sealed class XlsxCellConverter
{
    private const int MaxStyles = 70_000;
    private readonly Dictionary<int, CellNumberFormat?> _customFormats = [];
    private readonly List<CellNumberFormat?> _styles = [];

    /// <summary>The day from which the workbook counts dates.</summary>
    public DateSystem DateSystem { get; set; } = DateSystem.From1900;

    /// <summary>Reads the number formats of cell styles.</summary>
    public void ReadStyles(XlsxPartReader styles)
    {
        var isInCellFormats = false;
        while (styles.Read())
        {
            if (styles.IsStart<CellFormats>()) isInCellFormats = true;
            else if (styles.IsEnd<CellFormats>()) isInCellFormats = false;
            else if (styles.IsStart<NumberingFormat>()
                && ParseInteger(styles["numFmtId"]) is { } id
                && _customFormats.Count < MaxStyles)
                _customFormats[id] = CellNumberFormat.Parse(styles["formatCode"] ?? "");
            else if (isInCellFormats && styles.IsStart<CellFormat>() && _styles.Count < MaxStyles)
                _styles.Add(ParseInteger(styles["numFmtId"]) is { } format ? FindFormat(format) : null);
        }
    }

    /// <summary>Converts a cell by its value, type and style index.</summary>
    public Cell Convert(string value, string type, string? style, List<string> sharedStrings) => type switch
    {
        "s" => new(
            ParseInteger(value) is { } index && index < sharedStrings.Count ? sharedStrings[index] : null,
            Format: GetFormat(style)?.Text),
        "b" => new(value == "1" ? "TRUE" : "FALSE"),
        "d" => new(value.Split('T')[0], CellKind.Date, GetFormat(style)),
        "e" => new(value, CellKind.Error),
        "n" => ConvertNumber(value, GetFormat(style), DateSystem),
        _ => new(value, Format: GetFormat(style)?.Text),
    };

    /// <summary>Converts a number by its format; text if it is no number.</summary>
    public static Cell ConvertNumber(string value, CellNumberFormat? format, DateSystem system)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            return new(value.Length == 0 ? null : value);
        var text = FormatNumber(number) ?? value;
        if (format?.Date is null) return new(text, CellKind.Number, format);
        // A time of day, or elapsed time, is no day.
        return new(SerialDate.ToDate(number, system) is { } day ? FormatDate(day) : text, CellKind.Date, format);
    }

    public static string FormatDate(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private CellNumberFormat? FindFormat(int id) =>
        _customFormats.TryGetValue(id, out var custom) ? custom : CellNumberFormat.ForBuiltIn(id);

    private CellNumberFormat? GetFormat(string? style) =>
        ParseInteger(style) is { } index && index < _styles.Count ? _styles[index] : null;

    // Rounds to 15 digits as spreadsheets show them: a workbook may store 195.6 as 195.59999999999999.
    private static string? FormatNumber(double number) =>
        Math.Abs(number) < 1e28 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : null;

    private static int? ParseInteger(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

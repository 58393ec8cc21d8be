using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Converts raw cell values. A workbook stores dates as numbers; only the cell style marks them as dates.
/// </summary>
internal sealed partial class XlsxCellConverter
{
    private const int MaxStyles = 70_000;
    private readonly HashSet<int> _dateFormats = [];
    private readonly List<bool> _isDateStyle = [];

    /// <summary>True if the workbook counts days from 1904.</summary>
    public bool Is1904DateSystem { get; set; }

    /// <summary>Reads the style sheet to learn which cell formats are dates.</summary>
    public void ReadStyles(IEnumerable<XmlReader> styles)
    {
        var isInCellFormats = false;
        foreach (var xml in styles)
        {
            if (xml.LocalName == "numFmt"
                && ParseInteger(xml.GetAttribute("numFmtId")) is { } id
                && IsDateFormat(xml.GetAttribute("formatCode") ?? ""))
                _dateFormats.Add(id);
            else if (xml.LocalName is "cellXfs" or "cellStyleXfs") isInCellFormats = xml.LocalName == "cellXfs";
            else if (xml.LocalName is "cellStyles" or "dxfs") isInCellFormats = false;
            else if (xml.LocalName == "xf" && isInCellFormats && _isDateStyle.Count < MaxStyles)
                _isDateStyle.Add(ParseInteger(xml.GetAttribute("numFmtId")) is { } format
                    && (IsBuiltInDateFormat(format) || _dateFormats.Contains(format)));
        }
    }

    /// <summary>Converts a cell by its value, type and style index.</summary>
    public Cell Convert(string value, string type, string? style, List<string> sharedStrings) => type switch
    {
        "s" => new(ParseInteger(value) is { } index && index < sharedStrings.Count ? sharedStrings[index] : null),
        "b" => new(value == "1" ? "TRUE" : "FALSE"),
        "d" => new(value.Split('T')[0], CellKind.Date),
        "n" => ConvertNumber(value, style),
        _ => new(value),
    };

    /// <summary>Formats a serial date as yyyy-MM-dd; null if it is out of range.</summary>
    public static string? FormatSerialDate(double number) =>
        number is >= 61 and < 2_958_466
            ? DateTime.FromOADate(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private Cell ConvertNumber(string value, string? style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            return new(value.Length == 0 ? null : value);
        var isDate = ParseInteger(style) is { } index && index < _isDateStyle.Count && _isDateStyle[index];
        return isDate && ToDate(number) is { } day
            ? new(day, CellKind.Date)
            : new(FormatNumber(number) ?? value, CellKind.Number);
    }

    private string? ToDate(double number) => FormatSerialDate(Is1904DateSystem ? number + 1_462 : number);

    // Rounds to 15 digits as spreadsheets show them: a workbook may store 195.6 as 195.59999999999999.
    private static string? FormatNumber(double number) =>
        Math.Abs(number) < 1e28 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : null;

    private static bool IsDateFormat(string format) => DatePartPattern().IsMatch(LiteralPattern().Replace(format, ""));

    // Formats 27 to 36 and 50 to 58 are dates in Chinese spreadsheets.
    private static bool IsBuiltInDateFormat(int format) =>
        format is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58;

    private static int? ParseInteger(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Literals in a number format: quoted text, colours and conditions, escaped characters.
    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.|_.|\\*.|General")]
    private static partial Regex LiteralPattern();

    [GeneratedRegex("[ymdhs]", RegexOptions.IgnoreCase)]
    private static partial Regex DatePartPattern();
}

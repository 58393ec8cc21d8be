using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace IpMonitor.Dashboard.Import;

/// <summary>Tells what the value of a cell is: a workbook writes a date as a number, and only its style says that it is one.</summary>
internal sealed partial class XlsxCellConverter
{
    private const int MaxStyles = 70_000;
    private readonly HashSet<int> _formats = [];
    private readonly List<bool> _styles = [];

    /// <summary>Whether days are counted from 1904, as some Macs did.</summary>
    public bool Is1904DateSystem { get; set; }

    public void ReadStyles(IEnumerable<XmlReader> styles)
    {
        var isOfCells = false;
        foreach (var xml in styles)
        {
            if (xml.LocalName == "numFmt" && ParseInteger(xml.GetAttribute("numFmtId")) is { } id && IsDateFormat(xml.GetAttribute("formatCode") ?? "")) _formats.Add(id);
            else if (xml.LocalName is "cellXfs" or "cellStyleXfs") isOfCells = xml.LocalName == "cellXfs";
            else if (xml.LocalName is "cellStyles" or "dxfs") isOfCells = false;
            else if (xml.LocalName == "xf" && isOfCells && _styles.Count < MaxStyles) _styles.Add(ParseInteger(xml.GetAttribute("numFmtId")) is { } format && (IsBuiltInDateFormat(format) || _formats.Contains(format)));
        }
    }

    /// <summary>A cell by its value, type and style.</summary>
    public Cell Convert(string value, string type, string? style, List<string> texts) => type switch
    {
        "s" => new(ParseInteger(value) is { } at && at < texts.Count ? texts[at] : null),
        "b" => new(value == "1" ? "TRUE" : "FALSE"),
        "d" => new(value.Split('T')[0], CellKind.Date),
        "n" => !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) ? new(value.Length == 0 ? null : value)
            : ParseInteger(style) is { } at && at < _styles.Count && _styles[at] && ToDate(number) is { } day ? new(day, CellKind.Date)
            : new(FormatNumber(number) ?? value, CellKind.Number),
        _ => new(value),
    };

    /// <summary>The day that a spreadsheet counts as so many; null when it is none.</summary>
    public static string? FormatSerialDate(double number) =>
        number is >= 61 and < 2_958_466 ? DateTime.FromOADate(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private string? ToDate(double number) => FormatSerialDate(Is1904DateSystem ? number + 1_462 : number);

    // A workbook keeps 17 digits of a number, of which a spreadsheet shows 15: 195.6 may be written 195.59999999999999.
    private static string? FormatNumber(double number) =>
        Math.Abs(number) < 1e28 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : null;

    private static bool IsDateFormat(string format) => DatePartPattern().IsMatch(LiteralPattern().Replace(format, ""));

    // Of these the numbers 27 to 36 and 50 to 58 are dates as Chinese spreadsheets write them.
    private static bool IsBuiltInDateFormat(int format) => format is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58;

    private static int? ParseInteger(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // What stands in a format without being one: words in quotes, colours and conditions, single signs.
    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.|_.|\\*.|General")]
    private static partial Regex LiteralPattern();

    [GeneratedRegex("[ymdhs]", RegexOptions.IgnoreCase)]
    private static partial Regex DatePartPattern();
}

using System.Globalization;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>Estimates the widths of texts and cells in characters; Chinese characters are two wide.</summary>
internal static class TextWidth
{
    private const int DayWidth = 10, TimeWidth = 16;

    /// <summary>Returns the width of a text; of several lines, that of the widest.</summary>
    public static int Measure(string text) => text.Split('\n').Max(line => line.Sum(c => c >= '\u2E80' ? 2 : 1));

    /// <summary>Returns the width of the displayed value.</summary>
    public static int Measure(ExportCell cell) => cell.Value switch
    {
        string text => Measure(text),
        decimal number => Measure(number, cell.Format!),
        DateTime => cell.Format == ExportCell.DayFormat ? DayWidth : TimeWidth,
        _ => 0,
    };

    private static int Measure(decimal number, string format)
    {
        var part = format.Split(';')[0];
        var literals = part.Split('"').Where((_, index) => index % 2 == 1).Sum(Measure);
        var decimals = part.Split('.') is [_, var fraction] ? fraction.Count(c => c is '0' or '#') : 0;
        var digits = number.ToString(decimals == 0 ? "N0" : $"N{decimals}", CultureInfo.InvariantCulture);
        return digits.Length + literals + (part.StartsWith('+') ? 1 : 0);
    }
}

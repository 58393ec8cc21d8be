using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>Number formats of figures: thousands separators, and as many decimals as the pages show.</summary>
internal static class NumberFormats
{
    /// <summary>Format of a count.</summary>
    public const string Whole = "#,##0";

    /// <summary>Format of a number that is no amount, such as a rank or a position.</summary>
    public const string Plain = "0";

    /// <summary>Format of any reported value.</summary>
    public const string Any = "#,##0.####";

    /// <summary>Format of a change in per cent whose unit is in the header.</summary>
    public const string Change = "+#,##0.0;-#,##0.0;0.0";

    /// <summary>Format of a change in percentage points whose unit is in the header.</summary>
    public const string Points = "+#,##0.00;-#,##0.00;0.00";

    /// <summary>Returns the format of a column of figures, with the decimals that its values need.</summary>
    public static string ForValues(string unit, params IEnumerable<decimal?> values)
    {
        var most = NumberFormatter.GetMaxDecimals(unit);
        var decimals = values.OfType<decimal>().Select(value => NumberFormatter.CountDecimals(value, most))
            .DefaultIfEmpty().Max();
        return decimals == 0 ? Whole : $"{Whole}.{new string('0', decimals)}";
    }

    /// <summary>Adds the word of a qualifier around the number, which stays a number.</summary>
    public static string WithQualifier(string format, Qualifier? qualifier, string language)
    {
        var (before, after) = NumberFormatter.GetMarks(qualifier, language);
        return Quote(before) + format + Quote(after);
    }

    /// <summary>Adds a unit to each part of a format.</summary>
    public static string WithUnit(string format, string unit) =>
        string.Join(';', format.Split(';').Select(part => $"{part}\"{unit}\""));

    private static string Quote(string text) => text.Length == 0 ? "" : $"\"{text}\"";
}

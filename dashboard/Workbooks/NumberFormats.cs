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

    private const int MaxDecimals = 4;

    /// <summary>Returns the format of a column of figures, with the decimals that its values need.</summary>
    public static string ForValues(string unit, params IEnumerable<decimal?> values)
    {
        var most = unit is "%" or "天" or "件/万人" or "分" ? 2 : MaxDecimals;
        var decimals = values.Max(value => value is { } number ? CountDecimals(number, most) : 0);
        return decimals is null or 0 ? Whole : $"{Whole}.{new string('0', decimals.Value)}";
    }

    /// <summary>Adds the word of a qualifier around the number, which stays a number.</summary>
    public static string WithQualifier(string format, Qualifier? qualifier, bool isEnglish) =>
        (qualifier, isEnglish) switch
        {
            (null or Qualifier.Exact, _) => format,
            (Qualifier.About, false) => $"\"约\"{format}",
            (Qualifier.Over, false) => $"{format}\"余\"",
            (Qualifier.About, true) => $"\"about \"{format}",
            _ => $"\"over \"{format}",
        };

    /// <summary>Adds a unit to each part of a format.</summary>
    public static string WithUnit(string format, string unit) =>
        string.Join(';', format.Split(';').Select(part => $"{part}\"{unit}\""));

    private static int? CountDecimals(decimal number, int most)
    {
        var scaled = Math.Round(Math.Abs(number), most, MidpointRounding.AwayFromZero);
        var decimals = 0;
        for (; decimals < most && scaled != decimal.Truncate(scaled); decimals++) scaled *= 10;
        return decimals;
    }
}

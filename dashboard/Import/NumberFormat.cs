using System.Text;
using System.Text.RegularExpressions;

namespace IpMonitor.Dashboard.Import;

/// <summary>The smallest part of a date that a number format shows.</summary>
internal enum DatePrecision
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>The meaning of a cell's number format.</summary>
/// <param name="Date">The precision of dates; null if the format shows a number.</param>
/// <param name="IsPercent">True if the number is shown times 100 with a percent sign.</param>
/// <param name="Unit">The text after the digits, as in <c>0"万元"</c>; null if there is none.</param>
/// <param name="IsScaled">True if the shown number is smaller than the number in the cell, as in <c>0!.0,</c>.</param>
internal sealed partial record NumberFormat(DatePrecision? Date, bool IsPercent, string? Unit, bool IsScaled)
{
    private const int MaxLength = 255;
    private const string DateSymbols = "ymdhse";

    /// <summary>
    /// The meaning of a built-in format, as in Chinese spreadsheets (ECMA-376 part 1, 18.8.30); null for plain numbers.
    /// </summary>
    public static NumberFormat? ForBuiltIn(int id) => id switch
    {
        9 or 10 => new(null, IsPercent: true, null, IsScaled: false),
        17 or 27 or 36 or 50 or 52 or 57 => ForDate(DatePrecision.Month),
        >= 14 and <= 22 or >= 28 and <= 35 or >= 45 and <= 47 or >= 50 and <= 58 => ForDate(DatePrecision.Day),
        _ => null,
    };

    /// <summary>Parses a format code; null for plain numbers and text.</summary>
    public static NumberFormat? Parse(string code)
    {
        if (code.Length > MaxLength) return null;
        code = GeneralPattern().Replace(code, "0");
        // Letters and signs with a meaning, and the literal text after the last digit.
        var (symbols, unit) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            switch (code[i])
            {
                case '"':
                    var end = code.IndexOf('"', i + 1) is >= 0 and var quote ? quote : code.Length;
                    AppendLiteral(code[(i + 1)..end]);
                    i = end;
                    break;
                case '[':
                    i = code.IndexOf(']', i) is >= 0 and var bracket ? bracket : code.Length;
                    break;
                case '\\' or '!' when i + 1 < code.Length:
                    AppendLiteral(code[++i].ToString());
                    break;
                case '_' or '*':
                    i++;
                    break;
                case '0' or '#' or '?':
                    unit.Clear();
                    symbols.Append('0');
                    break;
                case var c when char.IsAscii(c):
                    symbols.Append(char.ToLowerInvariant(c));
                    break;
                default:
                    unit.Append(code[i]);
                    break;
            }
        }
        var text = symbols.ToString();
        var hasDigits = text.Contains('0', StringComparison.Ordinal);
        if (!hasDigits && text.Any(DateSymbols.Contains)) return ForDate(GetPrecision(text));
        var isScaled = text.Contains('\'', StringComparison.Ordinal) || text.TrimEnd(' ', '%', ')').EndsWith(',');
        var (isPercent, suffix) = (text.Contains('%', StringComparison.Ordinal), unit.ToString().Trim());
        return hasDigits && (isPercent || isScaled || suffix.Length > 0)
            ? new(null, isPercent, suffix.Length > 0 ? suffix : null, isScaled)
            : null;

        void AppendLiteral(string literal)
        {
            unit.Append(literal);
            // A decimal point as text shows a tenth, a hundredth, …: marked as an apostrophe.
            if (literal == "." && symbols.Length > 0) symbols.Append('\'');
        }
    }

    // e is the year in Chinese and Japanese formats; m beside h or s are minutes.
    private static DatePrecision GetPrecision(string symbols) =>
        symbols.AsSpan().ContainsAny("dhs") ? DatePrecision.Day
        : symbols.Contains('w', StringComparison.Ordinal) ? DatePrecision.Week
        : symbols.Contains('q', StringComparison.Ordinal) ? DatePrecision.Quarter
        : symbols.Contains('m', StringComparison.Ordinal) ? DatePrecision.Month
        : DatePrecision.Year;

    private static NumberFormat ForDate(DatePrecision precision) => new(precision, false, null, false);

    // The general number format, also as WPS and Chinese versions of Excel store it.
    [GeneratedRegex("(G/通用格式|General)", RegexOptions.IgnoreCase)]
    private static partial Regex GeneralPattern();
}

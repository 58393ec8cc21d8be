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
/// <param name="Unit">The text beside the digits, as in <c>0"万元"</c>; null if there is none.</param>
/// <param name="IsScaled">True if the shown number is smaller than the number in the cell, as in <c>0!.0,</c>.</param>
internal sealed partial record CellNumberFormat(DatePrecision? Date, bool IsPercent, string? Unit, bool IsScaled)
{
    private const int MaxLength = 255;

    // Letters of dates and times; e is a year, or the exponent of a number.
    private const string DateSymbols = "ymdhsab";

    /// <summary>The format of text in the cell, as in <c>0;-0;0;@"万元"</c>; null if it tells no unit.</summary>
    public CellNumberFormat? Text { get; private init; }

    /// <summary>
    /// The meaning of a built-in format, as in Chinese spreadsheets (ECMA-376 part 1, 18.8.30); null for plain numbers.
    /// </summary>
    public static CellNumberFormat? ForBuiltIn(int id) => id switch
    {
        9 or 10 => new(null, IsPercent: true, null, IsScaled: false),
        17 or 27 or 36 or 50 or 52 or 57 => ForDate(DatePrecision.Month),
        >= 14 and <= 22 or >= 28 and <= 35 or >= 45 and <= 47 or >= 50 and <= 58 => ForDate(DatePrecision.Day),
        _ => null,
    };

    /// <summary>Parses a format code; null for plain numbers and text.</summary>
    public static CellNumberFormat? Parse(string code)
    {
        if (code.Length > MaxLength) return null;
        var sections = ReadSections(GeneralPattern().Replace(code, "0"));
        if (sections[0].IsDate) return ForDate(GetPrecision(sections[0].Symbols));
        var text = sections.Find(section => section.Symbols.Contains('@', StringComparison.Ordinal));
        var numbers = sections.Count == 1 ? sections : sections.FindAll(section => section.HasDigits);
        // A section without a unit matters only if a condition chooses among the sections.
        var units = numbers.Select(section => section.Unit)
            .Where(told => told.Length > 0 || sections.Exists(section => section.HasCondition))
            .Distinct()
            .ToList();
        var unit = units.Count > 1
            ? string.Join(" / ", units.Select(told => told.Length > 0 ? told : "0"))
            : units.SingleOrDefault();
        var format = new CellNumberFormat(
            null, numbers.Exists(section => section.IsPercent), string.IsNullOrEmpty(unit) ? null : unit,
            numbers.Exists(section => section.IsScaled))
        {
            Text = text is null or { Unit: "" } ? null : new(null, false, text.Unit, false),
        };
        return format is { IsPercent: false, IsScaled: false, Unit: null, Text: null } ? null : format;
    }

    // Sections are separated by semicolons, for positive and negative numbers, zero and text, or by conditions.
    private static List<FormatSection> ReadSections(string code)
    {
        var (sections, symbols, unit, hasCondition) =
            (new List<FormatSection>(), new StringBuilder(), new StringBuilder(), false);
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case ';':
                    AddSection();
                    break;
                case '"':
                    var end = code.IndexOf('"', i + 1) is >= 0 and var quote ? quote : code.Length;
                    AppendLiteral(code[(i + 1)..end]);
                    i = end;
                    break;
                case '[':
                    var close = code.IndexOf(']', i) is >= 0 and var bracket ? bracket : code.Length;
                    ReadBracket(code[(i + 1)..close]);
                    i = close;
                    break;
                case '\\' or '!' when i + 1 < code.Length:
                    AppendLiteral(code[++i].ToString());
                    break;
                case '_' or '*':
                    i++;
                    break;
                case '0' or '#' or '?':
                    symbols.Append('0');
                    break;
                case var c when char.IsAscii(c) && c != '$':
                    symbols.Append(char.ToLowerInvariant(c));
                    break;
                default:
                    unit.Append(code[i]);
                    break;
            }
        }
        AddSection();
        return sections;

        void AddSection()
        {
            var told = NoUnitPattern().Replace(CellParser.Normalize(unit.ToString()), "");
            sections.Add(new(symbols.ToString(), told, hasCondition));
            symbols.Clear();
            unit.Clear();
            hasCondition = false;
        }

        void AppendLiteral(string literal)
        {
            unit.Append(literal);
            // A decimal point as text shows a tenth, a hundredth, …: marked as an apostrophe.
            if (literal == "." && symbols.Length > 0) symbols.Append('\'');
        }

        // [$万元-804] is a currency with a language, [h] elapsed time, [<1] a condition.
        void ReadBracket(string content)
        {
            if (content.StartsWith('$')) unit.Append(content[1..].Split('-')[0]);
            else if (content.Length > 0 && content.All("hmsHMS".Contains)) symbols.Append('h');
            else hasCondition |= content.StartsWith('<') || content.StartsWith('>') || content.StartsWith('=');
        }
    }

    // e is the year in Chinese and Japanese formats; m beside h or s are minutes.
    private static DatePrecision GetPrecision(string symbols) =>
        symbols.AsSpan().ContainsAny("dhsa") ? DatePrecision.Day
        : symbols.Contains('w', StringComparison.Ordinal) ? DatePrecision.Week
        : symbols.Contains('q', StringComparison.Ordinal) ? DatePrecision.Quarter
        : symbols.Contains('m', StringComparison.Ordinal) ? DatePrecision.Month
        : DatePrecision.Year;

    private static CellNumberFormat ForDate(DatePrecision precision) => new(precision, false, null, false);

    // The general number format, also as WPS and Chinese versions of Excel store it.
    [GeneratedRegex("(G/通用格式|General)", RegexOptions.IgnoreCase)]
    private static partial Regex GeneralPattern();

    // Characters beside a number that tell no unit, and names of the yuan as a currency.
    [GeneratedRegex(@"[\s\p{P}\p{M}\p{C}\p{Sm}\p{Sk}\p{So}¥-[%‰‱]]|CN[Y¥]|RMB|人民币")]
    private static partial Regex NoUnitPattern();

    private sealed record FormatSection(string Symbols, string Unit, bool HasCondition)
    {
        public bool HasDigits => Symbols.Contains('0', StringComparison.Ordinal);

        public bool IsDate =>
            Symbols.Any(DateSymbols.Contains)
            || (!HasDigits && Symbols.Contains('e', StringComparison.Ordinal));

        public bool IsPercent => Symbols.Contains('%', StringComparison.Ordinal);

        public bool IsScaled =>
            Symbols.Contains('\'', StringComparison.Ordinal) || Symbols.TrimEnd(' ', '%', ')').EndsWith(',');
    }
}

using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Formatting;

/// <summary>
/// Formats figures by the rules of the pages: 「4.7万余件」, 「21.3亿元」, “2.13 billion yuan”. The client's
/// <c>numberFormat.ts</c> is the same rule; the tests of both hold the same values.
/// </summary>
internal static class NumberFormatter
{
    /// <summary>The sign of a negative number (U+2212), which is as wide as a digit.</summary>
    public const char Minus = '\u2212';

    // A JSON number is read by the pages as a double, which keeps 15 significant digits of any decimal.
    private const int MaxDigits = 15;
    private const int UnscaledDecimals = 4;

    private static readonly NumberScale[] ChineseScales = [new(100_000_000m, "亿"), new(10_000m, "万")];
    private static readonly NumberScale[] EnglishScales = [new(1_000_000_000m, "billion"), new(1_000_000m, "million")];

    /// <summary>Formats a single figure with its unit and qualifier.</summary>
    public static string Format(decimal value, string unit, string language, Qualifier? qualifier = null)
    {
        var scale = ChooseScale(value, unit, language, qualifier);
        return AddAffixes(
            FormatDigits(value / scale.Factor, 0, scale.Decimals),
            scale.Word, GetUnitLabel(unit, language), language, qualifier);
    }

    /// <summary>Formats a figure with all digits that are certain: 「2,130,000,000元」.</summary>
    public static string FormatExact(decimal value, string unit, string language, Qualifier? qualifier = null) =>
        AddAffixes(FormatDigits(value, 0, 10), "", GetUnitLabel(unit, language), language, qualifier);

    /// <summary>Returns the format of a column of figures: one scale and one number of decimals.</summary>
    public static ColumnFormat CreateColumn(IEnumerable<decimal> values, string unit, string language)
    {
        var all = values.ToList();
        var sizes = all.Select(Math.Abs).Where(size => size > 0).ToList();
        var largest = ChooseScale(sizes.DefaultIfEmpty().Max(), unit, language, null);
        // The smallest value keeps at least two significant digits.
        var scale = sizes.Count == 0 || sizes.Min() / largest.Factor >= 0.095m
            ? largest
            : ChooseScale(sizes.Min(), unit, language, null);
        var places = all.Select(value => CountDecimals(value / scale.Factor, scale.Decimals)).DefaultIfEmpty().Max();
        var words = new[] { scale.Word, GetUnitLabel(unit, language) }.Where(word => word.Length > 0);
        return new(scale.Factor, places, string.Join(language == ResponseLanguage.English ? " " : "", words));
    }

    /// <summary>
    /// Formats a change in per cent; above 999 % as the multiple of the base: 「×12.3」.
    /// </summary>
    public static string FormatGrowth(decimal percent) => percent > 999
        ? $"×{FormatDigits(1 + (percent / 100), 1, 1)}"
        : $"{FormatSigned(percent, 1)}%";

    /// <summary>Formats a change in percentage points.</summary>
    public static string FormatPoints(decimal points, string language) =>
        FormatSigned(points, 2) + (language == ResponseLanguage.English ? " pp" : "个百分点");

    /// <summary>Formats a share in per cent; above 999 % as a multiple: 「×12.3」.</summary>
    public static string FormatShare(decimal percent, string language) => percent > 999
        ? $"×{FormatDigits(percent / 100, 1, 1)}"
        : Format(percent, "%", language);

    /// <summary>Returns the label of a unit; English omits Chinese measure words.</summary>
    public static string GetUnitLabel(string unit, string language) => language != ResponseLanguage.English
        ? unit
        : unit switch
        {
            "元" => "yuan",
            "天" => "days",
            "%" => "%",
            "件/万人" => "per 10k people",
            "人" or "人次" => "people",
            "分" => "points",
            _ => "",
        };

    /// <summary>Formats the digits of a number, with separators of thousands, rounded half away from zero.</summary>
    /// <param name="value">The number.</param>
    /// <param name="least">The minimum number of decimals.</param>
    /// <param name="most">The maximum number of decimals.</param>
    public static string FormatDigits(decimal value, int least, int most)
    {
        var size = Math.Abs(value);
        var whole = CountWholeDigits(size);
        var places = Math.Min(most, Math.Max(0, MaxDigits - whole));
        if (whole > MaxDigits)
        {
            var unit = (decimal)Math.Pow(10, whole - MaxDigits);
            size = Math.Round(size / unit, MidpointRounding.AwayFromZero) * unit;
        }
        var rounded = Math.Round(size, places, MidpointRounding.AwayFromZero);
        var (zeros, digits) = (Math.Min(least, places), places - Math.Min(least, places));
        var pattern = places == 0 ? "#,##0" : $"#,##0.{new string('0', zeros)}{new string('#', digits)}";
        var text = rounded.ToString(pattern, CultureInfo.InvariantCulture);
        // A value that rounds to zero has no sign.
        return value < 0 && rounded != 0 ? Minus + text : text;
    }

    /// <summary>Returns the words before and after the digits of a figure in a column.</summary>
    public static (string Before, string After) GetMarks(Qualifier? qualifier, string language) => qualifier switch
    {
        Qualifier.About => (language == ResponseLanguage.English ? "about " : "约", ""),
        Qualifier.Over when language == ResponseLanguage.English => ("over ", ""),
        Qualifier.Over => ("", "余"),
        _ => ("", ""),
    };

    private static string FormatSigned(decimal value, int places)
    {
        var text = FormatDigits(value, places, places);
        return value > 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? $"+{text}" : text;
    }

    // Money is scaled from 10,000 (195.6万元). Counts in Chinese stay whole up to five digits (13,821件) unless they are
    // approximate (4.7万余件); counts in English are never scaled.
    private static NumberScale ChooseScale(decimal value, string unit, string language, Qualifier? qualifier)
    {
        var size = Math.Abs(value);
        var scales = language == ResponseLanguage.English ? EnglishScales : ChineseScales;
        var isApproximate = qualifier is Qualifier.Over or Qualifier.About;
        decimal? from = unit == "元" ? 10_000m
            : language == ResponseLanguage.English ? null
            : isApproximate ? 10_000m : 100_000m;
        if (from is null || size < from) return new(1, "", GetMaxDecimals(unit));
        // A value that rounds up to the next scale uses that scale: 99,999,999元 is 1亿元, not 10000万元.
        for (var i = 0; i < scales.Length; i++)
        {
            var smaller = i + 1 < scales.Length ? scales[i + 1].Factor : 1;
            if (size >= scales[i].Factor - (0.005m * smaller)) return scales[i];
        }
        return new(1, "", UnscaledDecimals);
    }

    /// <summary>Returns the maximum number of decimals of a unit; derived figures have ten.</summary>
    public static int GetMaxDecimals(string unit) => unit is "%" or "天" or "件/万人" or "分" ? 2 : UnscaledDecimals;

    private static string AddAffixes(string number, string word, string unit, string language, Qualifier? qualifier)
    {
        if (language == ResponseLanguage.English)
        {
            var after = string.Join(' ', new[] { word, unit }.Where(part => part.Length > 0));
            return GetMarks(qualifier, language).Before + number + (after is "" or "%" ? after : $" {after}");
        }
        var (before, over) = GetMarks(qualifier, language);
        return before + number + word + over + unit;
    }

    private static int CountWholeDigits(decimal size) =>
        decimal.Truncate(size).ToString(CultureInfo.InvariantCulture) is var text && text == "0" ? 1 : text.Length;

    /// <summary>Returns the number of decimals that a value needs, at most a number.</summary>
    public static int CountDecimals(decimal value, int most)
    {
        var rounded = Math.Round(Math.Abs(value), most, MidpointRounding.AwayFromZero);
        return Enumerable.Range(0, most + 1).First(places => Math.Round(rounded, places) == rounded);
    }

    private sealed record NumberScale(decimal Factor, string Word, int Decimals = 2);
}

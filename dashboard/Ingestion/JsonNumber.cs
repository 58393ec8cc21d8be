using System.Globalization;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Converts a JSON number (RFC 8259) to plain decimal notation.</summary>
internal static class JsonNumber
{
    private const int MaxDigits = 28;

    /// <summary>
    /// Returns the exact value without exponent and superfluous zeros; the text as it is if that takes more than 28
    /// digits.
    /// </summary>
    public static string ToPlainText(string number)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E') is var index and >= 0 ? index : number.Length;
        var exponent = 0;
        if (end < number.Length
            && !int.TryParse(
                number.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return number;
        var mantissa = number[..end].TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is var position and >= 0
            ? position
            : mantissa.Length;
        var digits = mantissa.Remove(point, point < mantissa.Length ? 1 : 0);
        var significant = digits.TrimStart('0');
        // The number of digits before the decimal point of the result; negative for zeros after it.
        var whole = (long)point + exponent - (digits.Length - significant.Length);
        significant = significant.TrimEnd('0');
        if (significant.Length == 0) return "0";
        if (Math.Max(whole, significant.Length) - Math.Min(whole, 0) > MaxDigits) return number;
        var text = whole <= 0 ? $"0.{new string('0', (int)-whole)}{significant}"
            : whole >= significant.Length ? significant.PadRight((int)whole, '0')
            : significant.Insert((int)whole, ".");
        return number[0] == '-' ? $"-{text}" : text;
    }
}

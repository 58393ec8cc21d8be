namespace IpMonitor.Dashboard.Http;

/// <summary>Reads optional texts.</summary>
internal static class TextExtensions
{
    /// <summary>Returns the text without white space around it; null if nothing is left.</summary>
    public static string? NullIfBlank(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

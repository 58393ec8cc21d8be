namespace IpMonitor.Grains.Reference;

/// <summary>Checks ids and codes that become a segment of an address.</summary>
public static class AddressSegment
{
    /// <summary>Returns true if a text is not empty or too long, has no slash, and is no relative segment.</summary>
    /// <remarks>Clients remove the segments <c>.</c> and <c>..</c> from an address.</remarks>
    public static bool IsValid(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && text is not ("." or "..")
        && !text.Contains('/', StringComparison.Ordinal);
}

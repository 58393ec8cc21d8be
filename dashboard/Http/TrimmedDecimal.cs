namespace IpMonitor.Dashboard.Http;

/// <summary>Removes the trailing zeros of decimals.</summary>
internal static class TrimmedDecimal
{
    /// <summary>Returns the same value with the smallest scale: division by one in full scale yields it.</summary>
    public static decimal TrimZeros(this decimal value) => value / 1.0000000000000000000000000000m;
}

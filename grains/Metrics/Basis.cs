namespace IpMonitor.Grains.Metrics;

/// <summary>Whether the value of a sum is an increment or cumulative since 1 January.</summary>
[GenerateSerializer, Alias("ipm.basis")]
public enum Basis
{
    /// <summary>当期: an increment.</summary>
    Period,
    /// <summary>累计: cumulative since 1 January; the difference to the same unit's previous reading counts.</summary>
    Ytd,
}

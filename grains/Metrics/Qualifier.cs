namespace IpMonitor.Grains.Metrics;

/// <summary>The precision of a value. Shown beside the value and inherited by sums; not used in arithmetic.</summary>
[GenerateSerializer, Alias("ipm.qualifier")]
public enum Qualifier
{
    /// <summary>Exactly the stated value.</summary>
    Exact,
    /// <summary>余, 超: somewhat more than the stated value.</summary>
    Over,
    /// <summary>约: approximately the stated value.</summary>
    About,
}

/// <summary>Converts qualifiers for responses.</summary>
public static class QualifierExtensions
{
    /// <summary>Returns null for an exact value, because responses omit that qualifier.</summary>
    public static Qualifier? NullIfExact(this Qualifier qualifier) => qualifier == Qualifier.Exact ? null : qualifier;
}

using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>The totals of a reported metric over a period, before any division.</summary>
/// <param name="Sum">In 1/10,000.</param>
/// <param name="Weight">Σ weight of a mean; otherwise 0.</param>
/// <param name="Date">For a level: the date of the reading; the latest date if several were added.</param>
/// <param name="HasOver">True if it contains a value marked 余.</param>
/// <param name="HasAbout">True if it contains a value marked 约.</param>
/// <param name="CorrectionCount">Number of corrections.</param>
/// <param name="IsFinal">True if every year it covers is final (核定数) rather than preliminary (快报数).</param>
/// <param name="UnitExcess">Amount in 1/10,000 by which the units' sum exceeds a counting whole-city figure.</param>
public sealed record MetricAggregate(
    BigInteger Sum,
    BigInteger Weight,
    DateOnly? Date,
    bool HasOver,
    bool HasAbout,
    long CorrectionCount,
    bool IsFinal,
    BigInteger UnitExcess)
{
    /// <summary>Adds two aggregates.</summary>
    public static MetricAggregate operator +(MetricAggregate a, MetricAggregate b) => new(
        a.Sum + b.Sum,
        a.Weight + b.Weight,
        a.Date > b.Date ? a.Date : b.Date ?? a.Date,
        a.HasOver || b.HasOver,
        a.HasAbout || b.HasAbout,
        a.CorrectionCount + b.CorrectionCount,
        a.IsFinal && b.IsFinal,
        a.UnitExcess + b.UnitExcess);

    /// <summary>Adds two aggregates; the named alternative to the operator.</summary>
    public static MetricAggregate Add(MetricAggregate a, MetricAggregate b) => a + b;

    /// <summary>The qualifier of the sum; 余 takes precedence over 约.</summary>
    public Qualifier Qualifier => HasOver ? Qualifier.Over : HasAbout ? Qualifier.About : Qualifier.Exact;
}

using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>What a reported metric comes to over a period, before anything is divided: readings of several cities add up.</summary>
/// <param name="Sum">In 1/10,000.</param>
/// <param name="Weight">Σ weight of a mean, otherwise 0.</param>
/// <param name="Date">Of a level: the day of the reading, the latest of them when several were added.</param>
/// <param name="HasOver">Whether it contains a value marked 余.</param>
/// <param name="HasAbout">Whether it contains a value marked 约.</param>
/// <param name="CorrectionCount">How many corrections touched it.</param>
/// <param name="IsFinal">Whether every year of it is final (核定数), not preliminary (快报数).</param>
/// <param name="UnitExcess">By how much, in 1/10,000, the units together come to more than the whole city where that counts.</param>
public sealed record MetricAggregate(
    BigInteger Sum, BigInteger Weight, DateOnly? Date, bool HasOver, bool HasAbout, long CorrectionCount, bool IsFinal, BigInteger UnitExcess)
{
    /// <summary>Both together.</summary>
    public static MetricAggregate operator +(MetricAggregate a, MetricAggregate b) => new(
        a.Sum + b.Sum, a.Weight + b.Weight, a.Date > b.Date ? a.Date : b.Date ?? a.Date, a.HasOver || b.HasOver, a.HasAbout || b.HasAbout,
        a.CorrectionCount + b.CorrectionCount, a.IsFinal && b.IsFinal, a.UnitExcess + b.UnitExcess);

    /// <summary>Both together, for languages without operators.</summary>
    public static MetricAggregate Add(MetricAggregate a, MetricAggregate b) => a + b;

    /// <summary>余 before 约, since a sum with both is first of all more than it says.</summary>
    public Qualifier Qualifier => HasOver ? Qualifier.Over : HasAbout ? Qualifier.About : Qualifier.Exact;
}

using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>What a reported metric comes to over a period, before anything is divided: readings of several cities add up.</summary>
/// <param name="Sum">In 1/10,000.</param>
/// <param name="Weight">Σ weight of a mean, otherwise 0.</param>
/// <param name="Date">Of a level: the day of the reading, the latest of them when several were added.</param>
/// <param name="Over">Whether it contains a value marked 余.</param>
/// <param name="About">Whether it contains a value marked 约.</param>
/// <param name="Corrected">How many corrections touched it.</param>
/// <param name="Final">Whether every year of it is final (核定数), not preliminary (快报数).</param>
/// <param name="Excess">By how much, in 1/10,000, the units together come to more than the whole city where that counts.</param>
public sealed record Reading(
    BigInteger Sum, BigInteger Weight, DateOnly? Date, bool Over, bool About, long Corrected, bool Final, BigInteger Excess)
{
    /// <summary>Both together.</summary>
    public static Reading operator +(Reading a, Reading b) => new(
        a.Sum + b.Sum, a.Weight + b.Weight, a.Date > b.Date ? a.Date : b.Date ?? a.Date, a.Over || b.Over, a.About || b.About,
        a.Corrected + b.Corrected, a.Final && b.Final, a.Excess + b.Excess);

    /// <summary>Both together, for languages without operators.</summary>
    public static Reading Add(Reading a, Reading b) => a + b;

    /// <summary>余 before 约, since a sum with both is first of all more than it says.</summary>
    public Qualifier Qualifier => Over ? Qualifier.Over : About ? Qualifier.About : Qualifier.Exact;
}

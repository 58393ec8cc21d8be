using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>An exact quotient with a positive denominator: figures are compared exactly, and rounded once, when shown.</summary>
public sealed class Fraction(BigInteger numerator, BigInteger denominator)
{
    private static readonly BigInteger Decimals = BigInteger.Pow(10, 10);

    /// <summary>Whether it is nothing at all.</summary>
    public bool IsZero => numerator.IsZero;

    private BigInteger Numerator => numerator;

    private BigInteger Denominator => denominator;

    /// <summary>Orders fractions by their exact values.</summary>
    public static IComparer<Fraction> ByValue { get; } = Comparer<Fraction>.Create((a, b) => a.CompareTo(b));

    /// <summary>Below zero when this is less than the other, zero when they are the same, above zero when it is more.</summary>
    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>This less the other.</summary>
    public Fraction Minus(Fraction other) =>
        new(Numerator * other.Denominator - other.Numerator * Denominator, Denominator * other.Denominator);

    /// <summary>By how much this is more than the base, in per cent of the base; the base is above zero.</summary>
    public Fraction PercentAbove(Fraction @base) =>
        new(100 * (Numerator * @base.Denominator - @base.Numerator * Denominator), Denominator * @base.Numerator);

    /// <summary>The value rounded half away from zero to 10 decimals.</summary>
    public decimal Rounded()
    {
        var twice = 2 * BigInteger.Abs(Numerator) * Decimals / Denominator;
        var whole = BigInteger.DivRem((twice + 1) / 2, Decimals, out var rest);
        var value = (decimal)whole + (decimal)rest / (decimal)Decimals;
        return Numerator.Sign < 0 ? -value : value;
    }
}

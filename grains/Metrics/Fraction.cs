using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>An exact quotient with a positive denominator: figures are compared exactly, and rounded once, when shown.</summary>
public sealed class Fraction
{
    /// <summary>Nothing at all.</summary>
    public static readonly Fraction Zero = new(0, 1);

    private static readonly BigInteger Decimals = BigInteger.Pow(10, 10);

    private readonly BigInteger _above;
    private readonly BigInteger _below;

    /// <summary>So much divided by so much; the divisor is above zero.</summary>
    public Fraction(BigInteger numerator, BigInteger denominator) => (_above, _below) = (numerator, denominator);

    /// <summary>Orders fractions by their exact values.</summary>
    public static IComparer<Fraction> ByValue { get; } = Comparer<Fraction>.Create((a, b) => a.CompareTo(b));

    /// <summary>Whether it is nothing at all.</summary>
    public bool IsZero => _above.IsZero;

    /// <summary>−1, 0 or 1: below, at or above zero.</summary>
    public int Sign => _above.Sign;

    /// <summary>The fraction that a decimal is.</summary>
    public static Fraction Of(decimal value)
    {
        var scale = BigInteger.Pow(10, value.Scale);
        return new(new BigInteger(value * (decimal)scale), scale);
    }

    /// <summary>Both together.</summary>
    public static Fraction operator +(Fraction a, Fraction b) => Reduced(a._above * b._below + b._above * a._below, a._below * b._below);

    /// <summary>The first less the second.</summary>
    public static Fraction operator -(Fraction a, Fraction b) => Reduced(a._above * b._below - b._above * a._below, a._below * b._below);

    /// <summary>The product.</summary>
    public static Fraction operator *(Fraction a, Fraction b) => Reduced(a._above * b._above, a._below * b._below);

    /// <summary>The first divided by the second, which is not zero.</summary>
    public static Fraction operator /(Fraction a, Fraction b) => b._above.Sign < 0
        ? Reduced(-a._above * b._below, a._below * -b._above)
        : Reduced(a._above * b._below, a._below * b._above);

    /// <summary>Below zero when this is less than the other, zero when they are the same, above zero when it is more.</summary>
    public int CompareTo(Fraction other) => (_above * other._below).CompareTo(other._above * _below);

    /// <summary>By how much this is more than the base, in per cent of the base; the base is above zero.</summary>
    public Fraction PercentAbove(Fraction @base) => (this - @base) * new Fraction(100, 1) / @base;

    /// <summary>The value, or the nearest bound where it lies below 0 or above the given one.</summary>
    public Fraction Within(Fraction most) => Sign < 0 ? Zero : CompareTo(most) > 0 ? most : this;

    /// <summary>The least multiple of a step that is not below the value.</summary>
    public Fraction UpTo(Fraction step)
    {
        var steps = this / step;
        return new Fraction(BigInteger.Divide(steps._above + (steps._above.Sign > 0 ? steps._below - 1 : 0), steps._below), 1) * step;
    }

    /// <summary>The value rounded half away from zero to 10 decimals.</summary>
    public decimal Rounded()
    {
        var twice = 2 * BigInteger.Abs(_above) * Decimals / _below;
        var whole = BigInteger.DivRem((twice + 1) / 2, Decimals, out var rest);
        var value = (decimal)whole + (decimal)rest / (decimal)Decimals;
        return _above.Sign < 0 ? -value : value;
    }

    private static Fraction Reduced(BigInteger above, BigInteger below)
    {
        var common = BigInteger.GreatestCommonDivisor(above, below);
        return common.IsOne || common.IsZero ? new(above, below) : new(above / common, below / common);
    }
}

using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>An exact quotient with a positive denominator: figures are compared exactly, and rounded once, when shown.</summary>
public sealed class Fraction
{
    /// <summary>Nothing at all.</summary>
    public static readonly Fraction Zero = new(0, 1);

    private static readonly BigInteger RoundingScale = BigInteger.Pow(10, 10);

    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    /// <summary>So much divided by so much; the divisor is above zero.</summary>
    public Fraction(BigInteger numerator, BigInteger denominator) => (_numerator, _denominator) = (numerator, denominator);

    /// <summary>Orders fractions by their exact values.</summary>
    public static IComparer<Fraction> ByValue { get; } = Comparer<Fraction>.Create((a, b) => a.CompareTo(b));

    /// <summary>Whether it is nothing at all.</summary>
    public bool IsZero => _numerator.IsZero;

    /// <summary>−1, 0 or 1: below, at or above zero.</summary>
    public int Sign => _numerator.Sign;

    /// <summary>The fraction that a decimal is.</summary>
    public static Fraction FromDecimal(decimal value)
    {
        var scale = BigInteger.Pow(10, value.Scale);
        return new(new BigInteger(value * (decimal)scale), scale);
    }

    /// <summary>Both together.</summary>
    public static Fraction operator +(Fraction a, Fraction b) => Reduce(a._numerator * b._denominator + b._numerator * a._denominator, a._denominator * b._denominator);

    /// <summary>The first less the second.</summary>
    public static Fraction operator -(Fraction a, Fraction b) => Reduce(a._numerator * b._denominator - b._numerator * a._denominator, a._denominator * b._denominator);

    /// <summary>The product.</summary>
    public static Fraction operator *(Fraction a, Fraction b) => Reduce(a._numerator * b._numerator, a._denominator * b._denominator);

    /// <summary>The first divided by the second, which is not zero.</summary>
    public static Fraction operator /(Fraction a, Fraction b) => b._numerator.Sign < 0
        ? Reduce(-a._numerator * b._denominator, a._denominator * -b._numerator)
        : Reduce(a._numerator * b._denominator, a._denominator * b._numerator);

    /// <summary>Below zero when this is less than the other, zero when they are the same, above zero when it is more.</summary>
    public int CompareTo(Fraction other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    /// <summary>By how much this is more than the base, in per cent of the base; the base is above zero.</summary>
    public Fraction PercentChangeFrom(Fraction @base) => (this - @base) * new Fraction(100, 1) / @base;

    /// <summary>The value, or the nearest bound where it lies below 0 or above the given one.</summary>
    public Fraction Clamp(Fraction most) => Sign < 0 ? Zero : CompareTo(most) > 0 ? most : this;

    /// <summary>The least multiple of a step that is not below the value.</summary>
    public Fraction CeilingToMultiple(Fraction step)
    {
        var steps = this / step;
        return new Fraction(BigInteger.Divide(steps._numerator + (steps._numerator.Sign > 0 ? steps._denominator - 1 : 0), steps._denominator), 1) * step;
    }

    /// <summary>The value rounded half away from zero to 10 decimals.</summary>
    public decimal ToDecimal()
    {
        var twice = 2 * BigInteger.Abs(_numerator) * RoundingScale / _denominator;
        var whole = BigInteger.DivRem((twice + 1) / 2, RoundingScale, out var rest);
        var value = (decimal)whole + (decimal)rest / (decimal)RoundingScale;
        return _numerator.Sign < 0 ? -value : value;
    }

    private static Fraction Reduce(BigInteger above, BigInteger below)
    {
        var common = BigInteger.GreatestCommonDivisor(above, below);
        return common.IsOne || common.IsZero ? new(above, below) : new(above / common, below / common);
    }
}

using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>An exact rational number. Figures are compared exactly and rounded only for display.</summary>
public sealed class Fraction
{
    /// <summary>The number 0.</summary>
    public static readonly Fraction Zero = new(0, 1);

    private static readonly BigInteger RoundingScale = BigInteger.Pow(10, 10);

    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    /// <summary>Creates a fraction; the denominator must be above 0.</summary>
    public Fraction(BigInteger numerator, BigInteger denominator) =>
        (_numerator, _denominator) = (numerator, denominator);

    /// <summary>Compares fractions by their exact values.</summary>
    public static IComparer<Fraction> ByValue { get; } = Comparer<Fraction>.Create((a, b) => a.CompareTo(b));

    /// <summary>True if the value is 0.</summary>
    public bool IsZero => _numerator.IsZero;

    /// <summary>−1, 0 or 1 for a negative, zero or positive value.</summary>
    public int Sign => _numerator.Sign;

    /// <summary>Converts a decimal exactly.</summary>
    public static Fraction FromDecimal(decimal value)
    {
        var scale = BigInteger.Pow(10, value.Scale);
        return new(new BigInteger(value * (decimal)scale), scale);
    }

    /// <summary>Adds two fractions.</summary>
    public static Fraction operator +(Fraction a, Fraction b) => Reduce(
        a._numerator * b._denominator + b._numerator * a._denominator,
        a._denominator * b._denominator);

    /// <summary>Subtracts the second fraction from the first.</summary>
    public static Fraction operator -(Fraction a, Fraction b) => Reduce(
        a._numerator * b._denominator - b._numerator * a._denominator,
        a._denominator * b._denominator);

    /// <summary>Multiplies two fractions.</summary>
    public static Fraction operator *(Fraction a, Fraction b) =>
        Reduce(a._numerator * b._numerator, a._denominator * b._denominator);

    /// <summary>Divides the first fraction by the second, which must not be 0.</summary>
    public static Fraction operator /(Fraction a, Fraction b) => b._numerator.Sign < 0
        ? Reduce(-a._numerator * b._denominator, a._denominator * -b._numerator)
        : Reduce(a._numerator * b._denominator, a._denominator * b._numerator);

    /// <summary>Returns a negative number, zero or a positive number: less than, equal to or above the other.</summary>
    public int CompareTo(Fraction other) =>
        (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    /// <summary>Returns the change from a base, in per cent of that base, which must be above 0.</summary>
    public Fraction PercentChangeFrom(Fraction @base) => (this - @base) * new Fraction(100, 1) / @base;

    /// <summary>Limits the value to the range from 0 to the given maximum.</summary>
    public Fraction Clamp(Fraction max) => Sign < 0 ? Zero : CompareTo(max) > 0 ? max : this;

    /// <summary>Returns the smallest multiple of a positive step that is not below the value.</summary>
    public Fraction CeilingToMultiple(Fraction step)
    {
        var steps = this / step;
        var roundUp = steps._numerator.Sign > 0 ? steps._denominator - 1 : 0;
        return new Fraction(BigInteger.Divide(steps._numerator + roundUp, steps._denominator), 1) * step;
    }

    /// <summary>Rounds the value half away from zero to 10 decimals.</summary>
    public decimal ToDecimal()
    {
        var twice = 2 * BigInteger.Abs(_numerator) * RoundingScale / _denominator;
        var whole = BigInteger.DivRem((twice + 1) / 2, RoundingScale, out var remainder);
        var value = (decimal)whole + (decimal)remainder / (decimal)RoundingScale;
        return _numerator.Sign < 0 ? -value : value;
    }

    private static Fraction Reduce(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return divisor.IsOne || divisor.IsZero
            ? new(numerator, denominator)
            : new(numerator / divisor, denominator / divisor);
    }
}

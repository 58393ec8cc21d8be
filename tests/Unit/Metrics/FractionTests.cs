using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Metrics;

public sealed class FractionTests
{
    [Theory]
    [InlineData(1, 3, "0.3333333333")]
    [InlineData(2, 3, "0.6666666667")]
    [InlineData(-2, 3, "-0.6666666667")]
    [InlineData(1, 20_000_000_000, "0.0000000001")] // rounds half away from zero
    [InlineData(-1, 20_000_000_000, "-0.0000000001")]
    [InlineData(7, 1, "7")]
    public void Rounds_half_away_from_zero_to_ten_decimals(long numerator, long denominator, string expected) =>
        Assert.Equal(decimal.Parse(expected, null), new Fraction(numerator, denominator).ToDecimal());

    [Fact]
    public void Holds_the_largest_sums_exactly() =>
        Assert.Equal(
            160_000_000_000_000_000.0001m,
            new Fraction(BigInteger.Parse("1600000000000000000001", null), 10_000).ToDecimal());

    [Fact]
    public void Fractions_that_round_to_the_same_value_compare_exactly()
    {
        var a = new Fraction(BigInteger.Pow(10, 30), BigInteger.Pow(10, 30) + 1);
        var b = new Fraction(1, 1);
        Assert.Equal(a.ToDecimal(), b.ToDecimal());
        Assert.True(a.CompareTo(b) < 0);
    }

    [Fact]
    public void Growth_is_a_percentage_of_the_base()
    {
        Assert.Equal(20.9072978304m, new Fraction(3065, 1).PercentChangeFrom(new(2535, 1)).ToDecimal());
        Assert.Equal(-50m, new Fraction(1, 2).PercentChangeFrom(new(1, 1)).ToDecimal());
    }
}

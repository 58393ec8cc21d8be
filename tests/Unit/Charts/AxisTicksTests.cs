using IpMonitor.Dashboard.Charts;

namespace IpMonitor.UnitTests.Charts;

/// <summary>Axes end at round values that enclose the data.</summary>
public sealed class AxisTicksTests
{
    [Theory]
    [InlineData(new double[] { 3, 37 }, true, new double[] { 0, 10, 20, 30, 40 })]
    [InlineData(new double[] { 0.2, 0.9 }, true, new double[] { 0, 0.25, 0.5, 0.75, 1 })]
    [InlineData(new double[] { -12, 30 }, true, new double[] { -20, 0, 20, 40 })]
    [InlineData(new double[] { -12, -5 }, true, new double[] { -15, -10, -5, 0 })]
    [InlineData(new double[] { 96, 99 }, false, new double[] { 96, 97, 98, 99 })]
    public void Ticks_are_round_and_enclose_the_values(double[] values, bool fromZero, double[] ticks)
    {
        var axis = AxisTicks.Create(values, fromZero);
        Assert.Equal(ticks, axis.Values.Select(value => Math.Round(value, 9)));
        Assert.True(axis.Min <= values.Min() && axis.Max >= values.Max());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-5)]
    [InlineData(1e12)]
    public void A_single_value_has_an_axis(double value)
    {
        foreach (var fromZero in (bool[])[true, false])
        {
            var axis = AxisTicks.Create([value], fromZero);
            Assert.True(axis.Min < axis.Max && axis.Min <= value && axis.Max >= value, $"{axis.Min} {axis.Max}");
            Assert.InRange(axis.Values.Count, 2, 7);
        }
    }

    [Fact]
    public void No_value_has_an_axis() => Assert.Equal(0, AxisTicks.Create([], fromZero: true).Min);
}

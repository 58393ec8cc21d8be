using IpMonitor.Dashboard.Charts;

namespace IpMonitor.UnitTests.Charts;

/// <summary>Labels at the ends of lines do not cover each other.</summary>
public sealed class SpreadLabelsTests
{
    [Theory]
    [InlineData(new float[] { 10, 12, 14 }, new float[] { 10, 30, 50 })]
    [InlineData(new float[] { 95, 96, 97 }, new float[] { 60, 80, 100 })]
    [InlineData(new float[] { 10, 60 }, new float[] { 10, 60 })]
    [InlineData(new float[0], new float[0])]
    public void Labels_keep_their_order_and_distance(float[] wanted, float[] places) =>
        Assert.Equal(places, SpreadLabels.Arrange(wanted, 20, 0, 100));
}

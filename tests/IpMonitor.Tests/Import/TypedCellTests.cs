using System.Diagnostics;
using IpMonitor.Dashboard.Import;

namespace IpMonitor.Tests.Import;

public sealed class TypedCellTests
{
    [Fact]
    public void What_only_begins_like_a_number_is_soon_known_to_be_none()
    {
        var began = Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++) Assert.Null(TypedCell.Number($"1{new string('余', 32_000)}x"));
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(10), $"It took {began.Elapsed}.");
        Assert.Equal(("万元", 1.5m), TypedCell.Number("约 1.5 万元") is { } number ? (number.Unit, number.Value) : default);
    }
}

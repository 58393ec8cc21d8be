using System.Diagnostics;
using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class TypedCellTests
{
    [Fact]
    public void What_only_begins_like_a_number_takes_no_more_than_linear_time()
    {
        Best(4_000);
        // Eight times as long for eight times the text; a pattern that backtracks takes 64 times as long.
        var (small, large) = (Best(4_000), Best(32_000));
        Assert.True(large < 24 * small, $"{small.TotalMicroseconds} µs became {large.TotalMicroseconds} µs.");
        Assert.Equal(("万元", 1.5m), CellParser.ParseNumber("约 1.5 万元") is { } number ? (number.Unit, number.Value) : default);

        // Other work on the machine only ever makes a run slower: the fastest of many is the code's own time.
        static TimeSpan Best(int length)
        {
            var text = $"1{new string('余', length)}x";
            return Enumerable.Range(0, 50).Min(_ =>
            {
                var began = Stopwatch.GetTimestamp();
                for (var i = 0; i < 10; i++) Assert.Null(CellParser.ParseNumber(text));
                return Stopwatch.GetElapsedTime(began);
            });
        }
    }
}

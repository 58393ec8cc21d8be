using System.Diagnostics;
using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class CellParserTests
{
    [Fact]
    public void Rejecting_a_long_number_like_text_takes_linear_time()
    {
        MeasureFastest(4_000);
        // Linear time grows eightfold with eightfold text; a backtracking pattern takes 64 times as long.
        var (small, large) = (MeasureFastest(4_000), MeasureFastest(32_000));
        Assert.True(large < 24 * small, $"{small.TotalMicroseconds} µs became {large.TotalMicroseconds} µs.");
        Assert.Equal(
            ("万元", 1.5m), CellParser.ParseNumber("约 1.5 万元") is { } number ? (number.Unit, number.Value) : default);

        // Other work on the machine only slows runs down; the fastest of many is the time of the code.
        static TimeSpan MeasureFastest(int length)
        {
            var text = $"1{new string('余', length)}x";
            return Enumerable.Range(0, 50).Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < 10; i++) Assert.Null(CellParser.ParseNumber(text));
                return Stopwatch.GetElapsedTime(start);
            });
        }
    }
}

using IpMonitor.Tools;

namespace IpMonitor.UnitTests.Tools;

public sealed class TestSummaryTests
{
    [Theory]
    [InlineData(3, 0, 0, "6 passed, 0 failed", 0)]
    [InlineData(3, 0, 2, "6 passed, 0 failed, 2 skipped", 0)]
    [InlineData(3, 1, 0, "6 passed, 1 failed", 1)]
    [InlineData(0, 0, 2, "0 passed, 0 failed, 2 skipped", 1)]
    public void The_closing_line_adds_up_all_results(int passed, int failed, int skipped, string line, int exitCode)
    {
        var summary = new TestSummary();
        summary.Add(new("first", passed, 0, 0, ""));
        summary.Add(new("second", passed, failed, skipped, ""));
        Assert.Equal(line, summary.ClosingLine);
        Assert.Equal(exitCode, summary.ExitCode);
    }
}

using IpMonitor.Tools;

namespace IpMonitor.UnitTests.Tools;

public sealed class TestReportTests : IDisposable
{
    private const string Vitest = """
        {
          "numPassedTests": 5, "numFailedTests": 1, "numPendingTests": 2,
          "testResults": [{ "assertionResults": [{ "fullName": "a b", "duration": 250 }, { "fullName": "c" }] }]
        }
        """;

    private const string Ctrf = """
        {
          "results": {
            "summary": { "passed": 5, "failed": 1, "skipped": 2 },
            "tests": [{ "name": "a b", "duration": 250 }, { "name": "c" }]
          }
        }
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(Vitest, false, 2)]
    [InlineData(Vitest, true, 0)]
    [InlineData(Ctrf, false, 2)]
    [InlineData(Ctrf, true, 2)]
    public void Counts_and_durations_are_read_from_either_format(string json, bool isFiltered, int skipped)
    {
        File.WriteAllText(_path, json);
        var report = TestReport.Read(_path, isFiltered);
        Assert.Equal((5, 1, skipped), (report.Passed, report.Failed, report.Skipped));
        Assert.Equal([new("a b", TimeSpan.FromMilliseconds(250)), new("c", TimeSpan.Zero)], report.Durations);
    }

    [Fact]
    public void A_missing_report_counts_no_test()
    {
        var report = TestReport.Read($"{_path}.missing", isFiltered: false);
        Assert.Equal((0, 0, 0, 0), (report.Passed, report.Failed, report.Skipped, report.Durations.Count));
    }
}

using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Reading of .xls; the files were written by LibreOffice and SheetJS.</summary>
public sealed class OldWorkbookTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Dates_and_numbers_are_read()
    {
        var check = await _harness.Check(ImportForm.Events, ReadFile("events.xls"));
        Assert.Empty(check.Problems);
        Assert.Equal(
            ["2026-03-01 5", "2026-03-02 3"],
            (await _harness.ReadStagedRows()).Select(row => $"{row.Date} {row.Value}"));
    }

    [Fact]
    public async Task Formats_merges_hidden_rows_and_formulas_are_known()
    {
        var check = await _harness.Check(ImportForm.Series, ReadFile("series.xls"));
        Assert.Equal(["D3 formula"], check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));
        Assert.Equal(["hidden:填报"], check.Questions.Select(question => question.Id));
        Assert.Equal(1, check.Sheets[0].FilledCells);
        // 5 in the format General"万元", in the month of a date that is shown as 2026年8月.
        var value = check.Preview[0];
        Assert.Equal(("D2", 50_000m, new DateOnly(2026, 8, 31)), (value.Cell, value.Value, value.Date));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        var file = ReadFile("series.xls");
        for (var length = 512; length < file.Length; length += 97)
        {
            var damaged = file[..length];
            try
            {
                await _harness.Check(ImportForm.Series, damaged);
            }
            catch (RequestRejectedException exception)
            {
                Assert.Equal(422, exception.Status);
            }
        }
    }

    private static byte[] ReadFile(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "files", name));
}

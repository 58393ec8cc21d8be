using IpMonitor.Dashboard.Http;

namespace IpMonitor.UnitTests.Http;

public sealed class CsvExportTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("＝1+1")]
    [InlineData("＋cmd")]
    [InlineData("－2+3")]
    [InlineData("＠SUM(A1)")]
    [InlineData("﹦1")]
    [InlineData(" =1+1")]
    [InlineData("\u3000\t＝1")]
    [InlineData("\u200b=1")]
    [InlineData("\tx")]
    [InlineData("\nx")]
    [InlineData("-2+3")]
    [InlineData("+1-1")]
    public void A_cell_that_a_spreadsheet_may_evaluate_gets_an_apostrophe(string cell) =>
        Assert.Equal($"'{cell}", CsvExport.NeutralizeFormula(cell));

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("-0.25")]
    [InlineData("+3")]
    [InlineData("a=1")]
    [InlineData(" 甲")]
    [InlineData("（2024）鲁01民初1号")]
    public void Other_cells_and_numbers_stay_as_they_are(string cell) =>
        Assert.Equal(cell, CsvExport.NeutralizeFormula(cell));
}

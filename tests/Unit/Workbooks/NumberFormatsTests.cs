using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Workbooks;

public sealed class NumberFormatsTests
{
    [Theory]
    [InlineData("件", new double[] { 1, 20_000 }, "#,##0")]
    [InlineData("元", new[] { 1.5, 2.25 }, "#,##0.00")]
    [InlineData("元", new[] { 0.12345 }, "#,##0.0000")]
    [InlineData("%", new[] { 97.3456 }, "#,##0.00")]
    [InlineData("%", new[] { 90.0, 12.5 }, "#,##0.0")]
    [InlineData("件", new double[0], "#,##0")]
    public void A_column_has_the_decimals_that_its_values_need(string unit, double[] values, string expected) =>
        Assert.Equal(expected, NumberFormats.ForValues(unit, values.Select(value => (decimal?)value)));

    [Theory]
    [InlineData(Qualifier.About, ResponseLanguage.Chinese, "\"约\"#,##0")]
    [InlineData(Qualifier.Over, ResponseLanguage.Chinese, "#,##0\"余\"")]
    [InlineData(Qualifier.About, ResponseLanguage.English, "\"about \"#,##0")]
    [InlineData(Qualifier.Over, ResponseLanguage.English, "\"over \"#,##0")]
    [InlineData(Qualifier.Exact, ResponseLanguage.English, "#,##0")]
    public void A_qualifier_is_a_literal_of_the_format(Qualifier qualifier, string language, string expected) =>
        Assert.Equal(expected, NumberFormats.WithQualifier(NumberFormats.Whole, qualifier, language));

    [Fact]
    public void A_unit_is_added_to_each_part_of_a_format() =>
        Assert.Equal("+0.0\"%\";-0.0\"%\";0\"%\"", NumberFormats.WithUnit("+0.0;-0.0;0", "%"));

    [Fact]
    public void The_width_of_a_cell_is_that_of_its_displayed_value()
    {
        Assert.Equal(6, TextWidth.Measure("淄博市"));
        Assert.Equal(12, TextWidth.Measure(ExportCell.FromNumber(1_234_567.5m, "#,##0.00")));
        Assert.Equal(7, TextWidth.Measure(ExportCell.FromNumber(1_234, "\"约\"#,##0")));
        Assert.Equal(5, TextWidth.Measure(ExportCell.FromNumber(4.5m, "+0.0\"%\";-0.0\"%\"")));
        Assert.Equal(10, TextWidth.Measure(ExportCell.FromDay(new DateOnly(2026, 4, 20))));
        Assert.Equal(0, TextWidth.Measure(default(ExportCell)));
    }
}

using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class PeriodTextTests
{
    [Theory]
    [InlineData("2026年6月", "2026-06")]
    [InlineData("2026年06月份", "2026-06")]
    [InlineData("2026/6", "2026-06")]
    [InlineData("2026年二季度", "2026Q2")]
    [InlineData("2026年第4季度", "2026Q4")]
    [InlineData("2026q1", "2026Q1")]
    [InlineData("2026年度", "2026")]
    [InlineData("2026年第48周", "2026-W48")]
    [InlineData("2026年6周", "2026-W06")]
    [InlineData("2026年W6", "2026-W06")]
    [InlineData("2026-W48", "2026-W48")]
    [InlineData("2026W48", "2026-W48")]
    [InlineData("2026-w48", "2026-W48")]
    [InlineData("2026-04-20..2026-04-26", "2026-04-20..2026-04-26")]
    public void A_written_period_parses(string text, string period) =>
        Assert.Equal(period, PeriodText.Parse(text)!.Text);

    [Theory]
    [InlineData("9999年12月")]
    [InlineData("9999年四季度")]
    [InlineData("9999年第52周")]
    [InlineData("1984年")]
    [InlineData("2101年1月")]
    [InlineData("2026年13月")]
    [InlineData("2025年第53周")]
    [InlineData("٢٠٢٤年٦月")]
    [InlineData("2024年第٣周")]
    [InlineData("२०२४")]
    [InlineData("上个月")]
    public void Text_beyond_the_bounds_or_with_other_digits_does_not_parse(string text) =>
        Assert.Null(PeriodText.Parse(text));
}

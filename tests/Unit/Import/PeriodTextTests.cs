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
    [InlineData("2026上半年", "2026-ytd@06-30")]
    [InlineData("2026年1—8月", "2026-ytd@08-31")]
    [InlineData("二〇二六年八月", "2026-08")]
    [InlineData("二○二六年十二月份", "2026-12")]
    [InlineData("2026-04-20..2026-04-26", "2026-04-20..2026-04-26")]
    public void A_written_period_parses(string text, string period) =>
        Assert.Equal(period, PeriodText.Parse(text)!.Text);

    [Theory]
    [InlineData("2026年8月罚没情况", "2026-08")]
    [InlineData("截至2026年8月底", "2026-08")]
    [InlineData("26年8月", "2026-08")]
    [InlineData("8月份罚没情况", "2025-08")]
    [InlineData("1-8月累计", "2025-ytd@08-31")]
    [InlineData("2026年1月至8月", "2026-ytd@08-31")]
    [InlineData("二季度", "2025Q2")]
    [InlineData("2026年度统计", "2026")]
    [InlineData("2024年各市情况", "2024 vague")]
    [InlineData("2024", "2024 vague")]
    [InlineData("202608", "2026-08")]
    [InlineData("2026年8月与2025年8月比较", "2026-08,2025-08")]
    [InlineData("数据截至2026年8月31日", "2026-ytd@08-31 vague")]
    [InlineData("截止到8月31日", "2025-ytd@08-31 vague")]
    [InlineData("2026年8月31日", "")]
    [InlineData("2026-08-31", "")]
    [InlineData("2026年1月1日至8月31日", "")]
    [InlineData("2026年3月至5月", "")]
    [InlineData("Sheet1", "")]
    [InlineData("加快速度", "")]
    public void The_periods_of_a_title_are_found(string title, string periods) => Assert.Equal(
        periods,
        string.Join(',', PeriodText.FindInTitle(new(title), DateSystem.Unknown, 2025)
            .Select(found => $"{found.Period.Text}{(found.IsVague ? " vague" : "")}")));

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

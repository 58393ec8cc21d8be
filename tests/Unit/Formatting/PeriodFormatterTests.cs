using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Formatting;

/// <summary>The server names periods as the pages do; <c>period.test.ts</c> has such values.</summary>
public sealed class PeriodFormatterTests
{
    [Theory]
    [InlineData("2026", "2026年", "2026")]
    [InlineData("2026Q3", "2026年三季度", "Q3 2026")]
    [InlineData("2026-07", "2026年7月", "July 2026")]
    [InlineData("2026-W48", "2026年第48周", "Week 48, 2026")]
    [InlineData("2026-07-04", "2026年7月4日", "4 Jul 2026")]
    [InlineData("2026-04-20..2026-04-26", "2026年4月20日至2026年4月26日", "20 Apr 2026 – 26 Apr 2026")]
    [InlineData("2024-ytd@09-30", "2024年截至9月30日", "2024 to 30 Sep")]
    public void A_period_is_named_in_both_languages(string text, string chinese, string english)
    {
        var period = ReportingPeriod.Parse(text)!;
        Assert.Equal(chinese, PeriodFormatter.Format(period, "zh-CN"));
        Assert.Equal(english, PeriodFormatter.Format(period, "en"));
    }

    [Theory]
    [InlineData("2026-07", "7月", "Jul")]
    [InlineData("2026-W48", "第48周", "W48")]
    [InlineData("2026-07-04", "7-04", "7-04")]
    public void A_step_has_a_short_name(string step, string chinese, string english) => Assert.Equal(
        (chinese, english), (PeriodFormatter.FormatStep(step, "zh-CN"), PeriodFormatter.FormatStep(step, "en")));
}

using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Formatting;

/// <summary>The server formats figures as the pages do; <c>numberFormat.test.ts</c> has the same values.</summary>
public sealed class NumberFormatterTests
{
    private const string Chinese = "zh-CN", English = "en";

    [Theory]
    [InlineData(0, "元", "0元")]
    [InlineData(9_999, "元", "9,999元")]
    [InlineData(10_000, "元", "1万元")]
    [InlineData(1_956_000, "元", "195.6万元")]
    [InlineData(6_037_600, "元", "603.76万元")]
    [InlineData(99_994_999, "元", "9,999.5万元")]
    [InlineData(99_999_999, "元", "1亿元")]
    [InlineData(100_000_000, "元", "1亿元")]
    [InlineData(2_130_000_000, "元", "21.3亿元")]
    [InlineData(-1_956_000, "元", "−195.6万元")]
    [InlineData(236, "件", "236件")]
    [InlineData(13_821, "件", "13,821件")]
    [InlineData(99_999, "件", "99,999件")]
    [InlineData(102_416, "件", "10.24万件")]
    [InlineData(-3, "件", "−3件")]
    [InlineData(29.3695148643, "件/万人", "29.37件/万人")]
    [InlineData(97.338065661, "%", "97.34%")]
    [InlineData(27.36, "天", "27.36天")]
    [InlineData(55, "天", "55天")]
    public void A_figure_in_Chinese(double value, string unit, string text) =>
        Assert.Equal(text, NumberFormatter.Format((decimal)value, unit, Chinese));

    [Theory]
    [InlineData(500, "份", "over", "500余份")]
    [InlineData(47_000, "件", "over", "4.7万余件")]
    [InlineData(100, "人次", "about", "约100人次")]
    public void A_qualifier_in_Chinese(double value, string unit, string qualifier, string text) => Assert.Equal(
        text, NumberFormatter.Format((decimal)value, unit, Chinese, Enum.Parse<Qualifier>(qualifier, true)));

    [Theory]
    [InlineData(102_416, "件", "102,416")]
    [InlineData(9_999, "元", "9,999 yuan")]
    [InlineData(603_760, "元", "603,760 yuan")]
    [InlineData(121_900_000, "元", "121.9 million yuan")]
    [InlineData(999_999_999, "元", "1 billion yuan")]
    [InlineData(2_130_000_000, "元", "2.13 billion yuan")]
    [InlineData(97.3, "%", "97.3%")]
    [InlineData(27.36, "天", "27.36 days")]
    [InlineData(-12, "件", "−12")]
    public void A_figure_in_English(double value, string unit, string text) =>
        Assert.Equal(text, NumberFormatter.Format((decimal)value, unit, English));

    [Fact]
    public void A_qualifier_in_English() =>
        Assert.Equal("over 47,000", NumberFormatter.Format(47_000, "件", English, Qualifier.Over));

    [Theory]
    [InlineData("2134567890", "元", "2,134,567,890元")]
    [InlineData("29.3695148643", "件/万人", "29.3695148643件/万人")]
    [InlineData("0.0001", "元", "0.0001元")]
    [InlineData("12345678901234.5678", "元", "12,345,678,901,234.6元")]
    [InlineData("99999999999999.9999", "元", "100,000,000,000,000元")]
    [InlineData("1234567890123456789", "元", "1,234,567,890,123,460,000元")]
    public void An_exact_figure_keeps_every_digit_that_is_certain(string value, string unit, string text) =>
        Assert.Equal(text, NumberFormatter.FormatExact(
            decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), unit, Chinese));

    [Fact]
    public void A_column_has_one_scale_and_one_number_of_decimals()
    {
        var column = NumberFormatter.CreateColumn([2_130_000_000, 98_000_000, 450_000_000], "元", Chinese);
        Assert.Equal(("亿元", "21.30", "0.98"),
            (column.Unit, column.Format(2_130_000_000), column.Format(98_000_000)));
    }

    [Fact]
    public void A_column_uses_a_smaller_scale_for_small_values()
    {
        var column = NumberFormatter.CreateColumn([2_130_000_000, 120_000], "元", Chinese);
        Assert.Equal(("万元", "213,000", "12"), (column.Unit, column.Format(2_130_000_000), column.Format(120_000)));
    }

    [Fact]
    public void A_column_of_counts_has_no_decimals_and_may_be_empty()
    {
        var column = NumberFormatter.CreateColumn([7308, 21], "件", Chinese);
        Assert.Equal(("件", "7,308"), (column.Unit, column.Format(7308)));
        Assert.Equal("元", NumberFormatter.CreateColumn([], "元", Chinese).Unit);
    }

    [Theory]
    [InlineData(20.907, "+20.9%")]
    [InlineData(-3.25, "−3.3%")]
    [InlineData(0.01, "0.0%")]
    [InlineData(-0.01, "0.0%")]
    [InlineData(999, "+999.0%")]
    [InlineData(1130.4, "×12.3")]
    [InlineData(2160, "×22.6")]
    public void Growth_is_signed_and_above_999_per_cent_a_multiple(double percent, string text) =>
        Assert.Equal(text, NumberFormatter.FormatGrowth((decimal)percent));

    [Fact]
    public void A_change_of_a_percentage_is_in_percentage_points()
    {
        Assert.Equal("+0.30个百分点", NumberFormatter.FormatPoints(0.3m, Chinese));
        Assert.Equal("−1.25 pp", NumberFormatter.FormatPoints(-1.25m, English));
    }

    [Theory]
    [InlineData(105.25, "105.25%")]
    [InlineData(1230, "×12.3")]
    public void A_share(double percent, string text) =>
        Assert.Equal(text, NumberFormatter.FormatShare((decimal)percent, Chinese));
}

using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class CellNumberFormatTests
{
    [Theory]
    [InlineData("yyyy\"年\"m\"月\"", DatePrecision.Month)]
    [InlineData("yyyy年m月", DatePrecision.Month)]
    [InlineData("[$-804]yyyy\\-mm;@", DatePrecision.Month)]
    [InlineData("mmm\\-yy", DatePrecision.Month)]
    [InlineData("[DBNum1][$-804]yyyy\"年\"m\"月\";@", DatePrecision.Month)]
    [InlineData("yyyy", DatePrecision.Year)]
    [InlineData("yyyy\"年度\"", DatePrecision.Year)]
    [InlineData("e\"年\"", DatePrecision.Year)]
    [InlineData("Q\\ yyyy", DatePrecision.Quarter)]
    [InlineData("\"Q\"Q YYYY", DatePrecision.Quarter)]
    [InlineData("YYYY\"年第\"WW\"周\"", DatePrecision.Week)]
    [InlineData("yyyy/m/d", DatePrecision.Day)]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", DatePrecision.Day)]
    [InlineData("yyyy/m/d h:mm", DatePrecision.Day)]
    [InlineData("h:mm:ss", DatePrecision.Day)]
    [InlineData("aaaa", DatePrecision.Day)]
    [InlineData("[h]\"小时\"", DatePrecision.Day)]
    [InlineData("[m]", DatePrecision.Day)]
    [InlineData("[h]:mm:ss.0", DatePrecision.Day)]
    internal void A_date_format_shows_years_quarters_months_weeks_or_days(string code, DatePrecision precision) =>
        Assert.Equal(precision, CellNumberFormat.Parse(code)?.Date);

    [Theory]
    [InlineData("General", null, false, false)]
    [InlineData("#,##0.00", null, false, false)]
    [InlineData("General\"万元\"", "万元", false, false)]
    [InlineData("G/通用格式\"件\"", "件", false, false)]
    [InlineData("0_ ", null, false, false)]
    [InlineData("0\"万元\"", "万元", false, false)]
    [InlineData("#,##0.00\"万元\";[Red]-#,##0.00\"万元\"", "万元", false, false)]
    [InlineData("0\\件", "件", false, false)]
    [InlineData("0件", "件", false, false)]
    [InlineData("\"约\"0", "约", false, false)]
    [InlineData("0\"（万元）\"", "万元", false, false)]
    [InlineData("0.00\"万元人民币\"", "万元", false, false)]
    [InlineData("\"人民币\"0.00", null, false, false)]
    [InlineData("[$万元-804]0", "万元", false, false)]
    [InlineData("[$¥-804]#,##0.00", null, false, false)]
    [InlineData("[$CNY] #,##0.00", null, false, false)]
    [InlineData("[$$-409]#,##0.00", "$", false, false)]
    [InlineData("\"万元 \"0", "万元", false, false)]
    [InlineData("0\"亿\"0\"万元\"", "亿万元", false, false)]
    [InlineData("0\"‰\"", "‰", false, false)]
    [InlineData("[<1]0.00\"元\";0\"万元\"", "元 / 万元", false, false)]
    [InlineData("[<1]0;0\"万元\"", "0 / 万元", false, false)]
    [InlineData("[<10000]0\"元\";0!.0,\"万元\"", "元 / 万元", false, true)]
    [InlineData("0\"万元\";-0\"万元\";\"无\"", "万元", false, false)]
    [InlineData("_ * #,##0.00\"元\"_ ;_ * -#,##0.00\"元\"_ ;_ * \"-\"??_ ;_ @_ ", "元", false, false)]
    [InlineData("0.00E+00", null, false, false)]
    [InlineData(";;;", null, false, false)]
    [InlineData("0.00%", null, true, false)]
    [InlineData("0!.0,\"万元\"", "万元", false, true)]
    [InlineData("0\\.0,", null, false, true)]
    [InlineData("#,##0,", null, false, true)]
    [InlineData("#,##0,,\"百万\"", "百万", false, true)]
    public void A_number_format_tells_unit_percentage_and_scale(string code, string? unit, bool percent, bool scaled) =>
        Assert.Equal(
            (unit, percent, scaled),
            CellNumberFormat.Parse(code) is { } format
                ? (format.Unit, format.IsPercent, format.IsScaled)
                : ((string?)null, false, false));

    [Theory]
    [InlineData("0;-0;0;@\"万元\"", null, "万元")]
    [InlineData("@\"万元\"", "万元", "万元")]
    [InlineData("0\"万元\";@", "万元", null)]
    public void A_text_section_tells_the_unit_of_text(string code, string? unit, string? textUnit) =>
        Assert.Equal((unit, textUnit), (CellNumberFormat.Parse(code)?.Unit, CellNumberFormat.Parse(code)?.Text?.Unit));

    [Theory]
    [InlineData(57, DatePrecision.Month)]
    [InlineData(27, DatePrecision.Month)]
    [InlineData(17, DatePrecision.Month)]
    [InlineData(31, DatePrecision.Day)]
    [InlineData(14, DatePrecision.Day)]
    internal void Built_in_date_formats_have_their_precision(int id, DatePrecision precision) =>
        Assert.Equal(precision, CellNumberFormat.ForBuiltIn(id)?.Date);

    [Theory]
    [InlineData(44_621, 1, "2022-03-01")]
    [InlineData(44_621, 2, "2026-03-02")]
    [InlineData(60, 1, null)]
    [InlineData(44_621, 0, null)]
    public void A_serial_number_depends_on_the_date_system(double serial, int system, string? day) =>
        Assert.Equal(day, SerialDate.ToDate(serial, (DateSystem)system)?.ToString("yyyy-MM-dd"));
}

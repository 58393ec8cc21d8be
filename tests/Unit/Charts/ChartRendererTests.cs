using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using IpMonitor.Dashboard.Charts;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Spa;

namespace IpMonitor.UnitTests.Charts;

/// <summary>Layout of pictures: many rows, long names, negative and single values, and no values.</summary>
public sealed class ChartRendererTests : IDisposable
{
    private static readonly ChartSettings Svg = new(ChartFormat.Svg, "zh-CN", ChartTheme.Light, 960, null, 1);

    private readonly ChartFonts _fonts = new();

    public void Dispose() => _fonts.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    public void A_ranking_shows_every_row(int count)
    {
        var texts = ReadTexts(Render(CreateRanking(count), Svg));
        Assert.All(Enumerable.Range(1, count), row => Assert.Contains($"第{row}市", texts));
    }

    [Fact]
    public void A_ranking_that_is_too_low_says_how_many_rows_it_leaves_out()
    {
        var texts = ReadTexts(Render(CreateRanking(100), Svg with { Height = 300 }));
        var shown = texts.Count(text => text.StartsWith('第'));
        Assert.InRange(shown, 1, 20);
        Assert.Contains($"另有{100 - shown}个市，图高不够，未画出", texts);
    }

    [Fact]
    public void A_long_name_ends_with_an_ellipsis()
    {
        var chart = CreateRanking(2);
        var longName = new string('长', 60);
        chart = chart with { Rows = [chart.Rows[0] with { Name = longName }, chart.Rows[1]] };
        var shown = Assert.Single(ReadTexts(Render(chart, Svg)), text => text.StartsWith('长'));
        Assert.EndsWith("…", shown);
        Assert.InRange(shown.Length, 5, 20);
    }

    [Fact]
    public void A_negative_value_grows_to_the_left_of_zero()
    {
        var chart = CreateRanking(2);
        chart = chart with { Rows = [chart.Rows[0] with { Value = 10 }, chart.Rows[1] with { Value = -10 }] };
        var svg = Encoding.UTF8.GetString(Render(chart, Svg));
        var bars = FindBars(svg).Distinct().OrderBy(bar => bar.X).ToList();
        Assert.Equal(2, bars.Count);
        Assert.Equal(bars[0].X + bars[0].Width, bars[1].X, 1.0);
    }

    [Fact]
    public void A_picture_without_data_says_so()
    {
        var frame = CreateFrame() with { Empty = "2026年还没有“质押”的数据" };
        Assert.Contains("2026年还没有“质押”的数据", ReadTexts(Render(CreateRanking(0) with { Frame = frame }, Svg)));
    }

    [Fact]
    public void A_line_with_gaps_negative_and_single_values_is_drawn()
    {
        var format = new ColumnFormat(1, 0, "件");
        var chart = new TrendChart(
            CreateFrame(),
            ["1月", "2月", "3月"],
            [new("甲", [1, null, -3], "−3件"), new("乙", [null, 2, null], "2件")],
            format,
            FromZero: true);
        Assert.Contains("甲  −3件".Replace("  ", " ", StringComparison.Ordinal),
            ReadTexts(Render(chart, Svg)).Select(text => text.Replace("  ", " ", StringComparison.Ordinal)));
        var single = chart with { Steps = ["1月"], Series = [new("甲", [5], "5件")] };
        Assert.NotEmpty(Render(single, Svg));
    }

    [Fact]
    public void Every_part_of_the_frame_is_in_the_picture()
    {
        var texts = ReadTexts(Render(CreateRanking(3), Svg));
        Assert.Contains("标题", texts);
        Assert.Contains("单位：件", texts);
        Assert.Contains("数据截至 2026年6月30日 24:00 · 位置 7", texts);
        Assert.Contains("演示数据", texts);
    }

    [Fact]
    public void A_name_with_markup_stays_text()
    {
        const string Name = "<b>&\"'é市</b>";
        var chart = CreateRanking(1);
        chart = chart with
        {
            Frame = chart.Frame with { Title = Name },
            Rows = [chart.Rows[0] with { Name = Name }],
        };
        Assert.Equal(2, ReadTexts(Render(chart, Svg)).Count(text => text == Name));
    }

    [Theory]
    [InlineData(320)]
    [InlineData(960)]
    [InlineData(4096)]
    public void Nothing_of_a_heat_map_is_outside_of_the_picture(int width)
    {
        var chart = new HeatmapChart(
            CreateFrame(), ["1月", "2月"], [new("甲市", [1, null]), new("乙市", [3, 2])],
            new ColumnFormat(1, 0, "件"), LowerIsBetter: false,
            ["后 25%", "50%～75% 之间", "25%～50% 之间", "前 25%（最好）", "未报送"]);
        var svg = XDocument.Parse(Encoding.UTF8.GetString(Render(chart, Svg with { Width = width })));
        Assert.All(
            svg.Descendants().Where(element => element.Name.LocalName == "text")
                .SelectMany(element => element.Attribute("x")!.Value.Split(',')),
            x => Assert.InRange(
                float.Parse(x, System.Globalization.CultureInfo.InvariantCulture), 0, width));
        Assert.Contains("未报送", ReadTexts(Encoding.UTF8.GetBytes(svg.ToString())));
    }

    [Fact]
    public void The_same_chart_is_the_same_bytes()
    {
        var chart = CreateRanking(16);
        foreach (var format in Enum.GetValues<ChartFormat>())
            Assert.Equal(Render(chart, Svg with { Format = format }), Render(chart, Svg with { Format = format }));
    }

    [Fact]
    public void A_picture_with_too_many_pixels_is_refused()
    {
        var settings = Svg with { Format = ChartFormat.Png, Width = 4096, Scale = 4 };
        Assert.Equal(
            "picture_too_large",
            Assert.Throws<RequestRejectedException>(() => Render(CreateRanking(16), settings)).Code);
    }

    [Fact]
    public void Every_theme_has_its_own_picture_and_that_of_paper_is_grey()
    {
        var pictures = ChartTheme.All.Select(theme => Render(CreateRanking(16), Svg with { Theme = theme })).ToList();
        Assert.Equal(3, pictures.Select(Encoding.UTF8.GetString).Distinct().Count());
        var colours = System.Text.RegularExpressions.Regex.Matches(
            Encoding.UTF8.GetString(pictures[2]), "#([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})").ToList();
        Assert.All(colours, colour => Assert.Equal(colour.Groups[1].Value, colour.Groups[3].Value));
        Assert.NotEmpty(colours);
    }

    private static RankingChart CreateRanking(int count) => new(
        CreateFrame(),
        ["位次", "位次变化", "城市", "数值", "同比"],
        [
            .. Enumerable.Range(1, count).Select(row => new RankingLine(
                $"{row}", "▲ 升1位", 1, $"第{row}市", 1000 - row, $"{1000 - row}", row == 2 ? "余" : "", "−3.2%", 900)),
        ],
        "目标",
        "另有{0}个市，图高不够，未画出",
        Palette.Plain);

    private static ChartFrame CreateFrame() => new(
        "标题", "单位：件", ["数据截至 2026年6月30日 24:00 · 位置 7", "统计口径 本期累计"], null, "演示数据");

    private byte[] Render(Chart chart, ChartSettings settings) =>
        new ChartRenderer(_fonts, 16_000_000).Render(chart, settings);

    private static ImmutableArray<string> ReadTexts(byte[] svg)
    {
        XNamespace space = "http://www.w3.org/2000/svg";
        return
        [
            .. XDocument.Parse(Encoding.UTF8.GetString(svg)).Descendants(space + "text")
                .Select(text => text.Value.Trim()),
        ];
    }

    // Bars have the colour of bars.
    private static List<(double X, double Width)> FindBars(string svg)
    {
        XNamespace space = "http://www.w3.org/2000/svg";
        return
        [
            .. XDocument.Parse(svg).Descendants()
                .Where(element => element.Attribute("fill")?.Value == "#BCD3EA")
                .Select(element => element.Name == space + "rect"
                    ? ((double)element.Attribute("x")!, (double)element.Attribute("width")!)
                    : ReadPath(element.Attribute("d")!.Value)),
        ];
    }

    private static (double X, double Width) ReadPath(string path)
    {
        var x = System.Text.RegularExpressions.Regex.Matches(path, "[ML]?([-0-9.]+)[ ,]([-0-9.]+)")
            .Select(match => double.Parse(
                match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return (x.Min(), x.Max() - x.Min());
    }
}

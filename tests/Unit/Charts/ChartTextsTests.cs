using IpMonitor.Dashboard.Http;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Charts;

/// <summary>Pictures use the words of the pages.</summary>
public sealed class ChartTextsTests
{
    private static readonly string[] SharedKeys =
    [
        "chart.cell_not_reported", "chart.city", "chart.demo", "chart.light_done", "chart.light_green",
        "chart.light_met", "chart.light_missed", "chart.light_near", "chart.light_red", "chart.light_unknown",
        "chart.light_yellow", "chart.line_actual", "chart.line_due", "chart.line_last_year", "chart.low_base",
        "chart.mom", "chart.province_rank", "chart.rank", "chart.rank_new", "chart.rank_same", "chart.ranks_below",
        "chart.target", "chart.target_unknown", "chart.tie", "chart.value", "chart.year_end", "chart.yoy",
        "chart.ytd", "chart.ytd_yoy", "definition.better_higher", "definition.better_lower", "definition.better_none",
        "definition.kind_composite", "definition.kind_coverage", "definition.kind_level", "definition.kind_mean",
        "definition.kind_sum", "definition.readings", "definition.reported",
    ];

    [Theory]
    [InlineData(ResponseLanguage.Chinese)]
    [InlineData(ResponseLanguage.English)]
    public void A_word_of_the_pages_is_the_same_in_a_picture(string language)
    {
        var folder = Path.Combine(
            Repository.Root, "dashboard", "client", "src", "shared", "i18n", "messages", language);
        var pages = string.Concat(Directory.EnumerateFiles(folder, "*.ts").Select(File.ReadAllText));
        Assert.All(
            SharedKeys,
            key => Assert.Contains(
                MessageFormatter.GetTexts(language)[key], pages, StringComparison.OrdinalIgnoreCase));
    }
}

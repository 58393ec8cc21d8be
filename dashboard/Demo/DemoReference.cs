using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Creates the reference documents of the demo: its targets, and a campaign that runs on a day.</summary>
internal static class DemoReference
{
    private const int TargetYears = 3;
    private const int DaysBefore = 3;
    private const int DaysAfter = 3;
    private const string IdPrefix = "demo-week-";

    private static readonly string[] TargetedMetrics =
    [
        "patent.invention.granted", "trademark.registered", "copyright.registered", "pledge.count", "pledge.amount",
        "loan.released", "license.open", "transfer.university.count", "preexam.passed", "aid.accepted",
        "training.session",
    ];

    // Targets that are the same for all cities, as columns of targets.csv.
    private static readonly (string Metric, string Columns)[] CommonTargets =
    [
        ("court.closed.rate", "floor,90,"),
        ("mediation.success.rate", "floor,65,"),
        ("case.trademark.days", "floor,33,"),
        ("preexam.grant.rate", "benchmark,,province"),
        ("patent.pct.applied", "benchmark,,own-last-year"),
    ];

    // Readings to hold, relative to the reading at the end of the year before: attained, nearly attained, missed.
    private static readonly (string Metric, double[] Shares) HeldLevel = ("gi.trademark.valid", [0.96, 1.07, 1.3]);

    private static readonly (int Day, string City, string Title)[] Plan =
    [
        (-3, "370100", "知识产权惠企宣传周启动仪式"),
        (-3, "370200", "海洋产业专利导航成果发布"),
        (-2, "370600", "葡萄酒地理标志保护座谈会"),
        (-2, "371700", "商标品牌指导站开放日"),
        (-1, "370300", "质押融资“入园惠企”银企对接会"),
        (-1, "370800", "知识产权进校园宣讲"),
        (0, "370100", "企业海外维权公益讲座"),
        (0, "370200", "专利开放许可集中签约"),
        (0, "371300", "商贸物流城商标侵权现场咨询"),
        (1, "370700", "种业知识产权保护培训"),
        (1, "370500", "石化装备产业专利池入池签约"),
        (2, "371000", "知识产权纠纷调解开放日"),
        (2, "371500", "知识产权大集宣传"),
        (3, "370900", "宣传周总结暨典型案例发布"),
    ];

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the demo's campaign that runs on a day; null if there is none.</summary>
    public static CampaignDefinition? FindCampaign(CampaignList campaigns, DateOnly today) => campaigns.All
        .FirstOrDefault(campaign => IsOfDemo(campaign) && campaign.Start <= today && today <= campaign.End);

    /// <summary>Returns the id of the campaign that is added on a day.</summary>
    public static string GetCampaignId(DateOnly today) =>
        $"{IdPrefix}{today.AddDays(-DaysBefore).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    /// <summary>Adds the campaign that runs on a day, with activities on each of its days, to a document.</summary>
    public static string AddCampaign(string campaigns, DateOnly today)
    {
        var document = JsonNode.Parse(campaigns)!.AsArray();
        document.Add(new JsonObject
        {
            ["id"] = GetCampaignId(today),
            ["name"] = $"{today.Year}年{today.Month}月知识产权惠企宣传周（演示）",
            ["nameEn"] = $"IP for Enterprises Week, {today.ToString("MMMM yyyy", CultureInfo.InvariantCulture)} (demo)",
            ["start"] = Format(today.AddDays(-DaysBefore)),
            ["end"] = Format(today.AddDays(DaysAfter)),
            ["theme"] = "知识产权服务万里行 助力企业创新发展",
            ["themeEn"] = "IP services for innovative enterprises",
            ["slogan"] = "进企业 进园区 进市场 进校园",
            ["cities"] = new JsonArray([.. DemoProvince.Cities.Select(city => (JsonNode)city.Code)]),
            ["plan"] = new JsonArray(
            [
                .. Plan.Select(activity => (JsonNode)new JsonObject
                {
                    ["date"] = Format(today.AddDays(activity.Day)),
                    ["city"] = activity.City,
                    ["title"] = activity.Title,
                }),
            ]),
        });
        return document.ToJsonString(JsonOptions);
    }

    /// <summary>Adds the targets of the last years, each with the note 演示目标, to a document.</summary>
    /// <remarks>They depend on the size of a city and differ in difficulty.</remarks>
    public static string AddTargets(string targets, DemoFigures figures, DateOnly today)
    {
        var rows =
            from year in Enumerable.Range(today.Year - TargetYears + 1, TargetYears)
            from row in CommonTargets
                .Select(target => (City: "*", target.Metric, target.Columns))
                .Concat(DemoProvince.Cities.SelectMany(city => CreateTargets(city, figures, year)))
            select $"{row.City},{row.Metric},{year},{row.Columns},,,演示目标";
        return $"{targets.TrimEnd()}\n{string.Join('\n', rows)}\n";
    }

    private static IEnumerable<(string City, string Metric, string Columns)> CreateTargets(
        DemoCity city, DemoFigures figures, int year)
    {
        foreach (var metric in DemoProvince.Metrics)
            if (TargetedMetrics.Contains(metric.Metric))
            {
                var difficulty = 0.85 + 0.5 * figures.GetShare($"{city.Code}/{metric.Metric}/{year}");
                var value = RoundToTwoDigits(figures.GetExpectedFlow(city, metric, year) * 12 * difficulty);
                yield return (city.Code, metric.Metric, FormatColumns("reach", value));
            }
            else if (metric.Metric == HeldLevel.Metric)
            {
                var share = HeldLevel.Shares[Array.IndexOf(DemoProvince.Cities, city) % HeldLevel.Shares.Length];
                var reading = figures.GetLevel(city, metric, new DateOnly(year - 1, 12, 1));
                yield return (city.Code, metric.Metric, FormatColumns("floor", Math.Round(reading * share)));
            }

        static string FormatColumns(string goal, double value) =>
            string.Create(CultureInfo.InvariantCulture, $"{goal},{value:0},");
    }

    // Targets are round numbers.
    private static double RoundToTwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(value / unit) * unit;
    }

    private static bool IsOfDemo(CampaignDefinition campaign) =>
        campaign.Id.StartsWith(IdPrefix, StringComparison.Ordinal);

    private static string Format(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Simulation;

/// <summary>Reference data of a small province: few places and metrics, so that reports collide often.</summary>
internal static class SmallProvince
{
    public const string Code = "370000";
    public const string Campaign = "week";

    public static readonly ImmutableArray<string> Cities = ["370100", "370200", "370300"];

    /// <summary>A metric that only ever receives additions of the whole city, so that its sum is known.</summary>
    public const string AdditiveMetric = "pledge.count";

    public static readonly ImmutableArray<string> Metrics =
    [
        AdditiveMetric, "pledge.amount", "license.open", "trademark.valid", "case.trademark.days",
        "court.accepted", "court.closed",
    ];

    public static readonly ImmutableArray<string> Units =
        ["370100-qb", "370102", "370202", "370203", "370302", "370303"];

    /// <summary>The documents as an administrator edited them; the program does not replace edited ones.</summary>
    public static ImmutableDictionary<string, string> Documents { get; } = ReferenceSnapshot.BuiltIn.SetItems(
    new Dictionary<string, string>
    {
        ["metrics.csv"] = Rows("metrics.csv", line =>
            line.Split(',')[0] is var metric && (metric == "court.closed.rate" || Metrics.Contains(metric))),
        ["cities.csv"] = Rows("cities.csv", line => Cities.Contains(line[..6])),
        ["units.csv"] = Rows("units.csv", line => Units.Contains(line.Split(',')[0])),
        ["population.csv"] = Rows("population.csv", line => Cities.Contains(line[..6])),
        ["targets.csv"] = "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2026,reach,500,,,,\n",
        ["campaigns.json"] = """
            [{ "id": "week", "name": "宣传周", "nameEn": "Week", "start": "2026-03-01", "end": "2026-03-31",
              "theme": "甲", "themeEn": "A", "cities": [], "plan": [] }]
            """,
        ["schemes.json"] = """
            [{ "code": "score.overall", "name": "综合", "nameEn": "Overall", "indicators": [
              { "metric": "pledge.count", "weight": 60, "scoring": "minmax" },
              { "metric": "trademark.valid", "weight": 40, "scoring": "rank" }] }]
            """,
    });

    /// <summary>The topics that screens subscribe to.</summary>
    public static readonly ImmutableArray<string> Topics =
    [
        "ranking/pledge.count/2026", "ranking/pledge.amount/2026", "ranking/court.closed.rate/2026",
        "ranking/score.overall/2026", "ranking/license.open/2026-03", "city/370100/2026",
        "city/370300/2025", "province/2026", "campaign/week", "feed",
    ];

    private static string Rows(string document, Func<string, bool> isKept)
    {
        var lines = ReferenceSnapshot.BuiltIn[document].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Skip(1).Where(isKept).Prepend(lines[0]));
    }
}

using System.Globalization;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// Generates events and targets of an invented province of sixteen cities, deterministic for a seed.
/// </summary>
/// <remarks>Each event has the source <c>demo</c> and the note 演示数据.</remarks>
internal sealed class DemoDataGenerator(int seed)
{
    private const int HistoryYears = 2;

    // The samples contain published figures of Zibo for 2024, so none are invented.
    private const string PublishedCity = "370300";
    private const int PublishedYear = 2024;

    private static readonly MetricProfile[] MetricProfiles =
    [
        new("patent.granted", 900),
        new("patent.invention.granted", 230),
        new("trademark.registered", 1100),
        new("patent.pct.applied", 14),
        new("copyright.registered", 2600),
        new("patent.invention.valid", 13_300, IsLevel: true, MonthlyGrowth: 0.012),
        new("patent.highvalue.valid", 5_200, IsLevel: true, MonthlyGrowth: 0.014),
        new("trademark.valid", 108_000, IsLevel: true, MonthlyGrowth: 0.006),
        new("gi.trademark.valid", 48, IsLevel: true, MonthlyGrowth: 0.004),
        new("case.trademark.closed", 19),
        new("case.patent.ruled", 9),
        new("case.secret.closed", 0.6),
        new("fine.amount", 210_000),
        new("case.trademark.days", 31, IsMean: true),
        new("court.accepted", 96),
        new("court.closed", 91),
        new("mediation.accepted", 22),
        new("mediation.succeeded", 15),
        new("mediation.org.valid", 2, IsLevel: true, MonthlyGrowth: 0.01),
        new("pledge.count", 24),
        new("pledge.amount", 185_000_000),
        new("loan.released", 120_000_000),
        new("license.open", 5),
        new("transfer.university.count", 17),
        new("preexam.passed", 210),
        new("preexam.granted", 178),
        new("preexam.industrialised", 84),
        new("aid.accepted", 9),
        new("training.session", 6),
        new("enterprise.visited", 40),
    ];

    private static readonly MetricProfile[] ActivityProfiles =
    [
        new("activity.count", 1),
        new("material.distributed", 320),
        new("consult.onsite", 42),
        new("participant.count", 110),
        new("agreement.signed", 4),
        new("press.published", 3),
    ];

    private static readonly string[] TargetedMetrics =
    [
        "patent.invention.granted",
        "trademark.registered",
        "copyright.registered",
        "pledge.count",
        "pledge.amount",
        "loan.released",
        "license.open",
        "transfer.university.count",
        "preexam.passed",
        "aid.accepted",
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

    private static readonly MetricProfile[] FlowProfiles =
        Array.FindAll(MetricProfiles, profile => profile is { IsLevel: false, IsMean: false });

    // Metrics that the screens show.
    private static readonly MetricProfile[] FrequentProfiles = Array.FindAll(
        FlowProfiles,
        profile => profile.Metric is "pledge.amount" or "patent.invention.granted" or "case.trademark.closed"
            or "enterprise.visited");

    // Sizes of the cities relative to an average one.
    private static readonly (string City, double Size)[] CitySizes =
    [
        ("370100", 2.6), ("370200", 3.0), ("370300", 0.95), ("370400", 0.5),
        ("370500", 0.62), ("370600", 1.5), ("370700", 1.6), ("370800", 1.1),
        ("370900", 0.75), ("371000", 0.8), ("371100", 0.45), ("371300", 1.15),
        ("371400", 0.7), ("371500", 0.65), ("371600", 0.6), ("371700", 0.72),
    ];

    /// <summary>
    /// Generates the complete months from two years ago, each reported on its last day, and the days of this month
    /// before today.
    /// </summary>
    /// <remarks>The events of a date are always the same, so loading them again adds only those of new days.</remarks>
    public IEnumerable<EventInput> GenerateHistory(DateOnly today)
    {
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        var firstMonth = new DateOnly(today.Year - HistoryYears, 1, 1);
        for (var month = firstMonth; month < thisMonth; month = month.AddMonths(1))
            foreach (var (city, size) in CitySizes)
            {
                if (city == PublishedCity && month.Year <= PublishedYear) continue;
                foreach (var profile in MetricProfiles) yield return CreateMonth(city, size, profile, month);
            }

        for (var day = thisMonth; day < today; day = day.AddDays(1))
            foreach (var (city, size) in CitySizes)
                foreach (var profile in FlowProfiles)
                {
                    var random = CreateRandom(city, profile, day);
                    var scale = size * NextVariation(random) / 30;
                    // A value below one is the probability of an event on that day.
                    if (profile.MonthlyValue * scale > random.NextDouble())
                        yield return CreateEvent(
                            $"{day:yyyy-MM-dd}-{city}-{profile.Metric}", city, profile, day, random, scale);
                }
    }

    /// <summary>Generates the targets of the same years as rows of <c>targets.csv</c>.</summary>
    /// <remarks>They depend on the size of a city and differ in difficulty; each has the note 演示目标.</remarks>
    public IEnumerable<string> GenerateTargets(DateOnly today) =>
        from year in Enumerable.Range(today.Year - HistoryYears, HistoryYears + 1)
        from row in CommonTargets
            .Select(target => (City: "*", target.Metric, target.Columns))
            .Concat(
                from city in CitySizes
                from profile in MetricProfiles
                where TargetedMetrics.Contains(profile.Metric)
                select (city.City, profile.Metric, Columns: CreateTarget(city.City, city.Size, profile, year)))
        select $"{row.City},{row.Metric},{year},{row.Columns},,,演示目标";

    /// <summary>Generates one event of today: in one of four cases an activity of the campaign.</summary>
    /// <param name="today">Date of an event that is not of the campaign.</param>
    /// <param name="number">Unique number for the id.</param>
    /// <param name="campaign">Id of the campaign.</param>
    /// <param name="campaignDay">Date of an event of the campaign.</param>
    /// <param name="random">Source of random numbers.</param>
    public static EventInput GenerateEvent(
        DateOnly today, long number, string campaign, DateOnly campaignDay, Random random)
    {
        var (city, size) = CitySizes[random.Next(CitySizes.Length)];
        var scale = size * NextVariation(random);
        if (random.Next(4) == 0)
        {
            var activity = ActivityProfiles[random.Next(ActivityProfiles.Length)];
            return CreateEvent($"live-{number}", city, activity, campaignDay, random, scale) with
            {
                Campaign = campaign,
            };
        }
        var profile = random.Next(3) == 0
            ? FlowProfiles[random.Next(FlowProfiles.Length)]
            : FrequentProfiles[random.Next(FrequentProfiles.Length)];
        return CreateEvent($"live-{number}", city, profile, today, random, scale / 80);
    }

    private EventInput CreateMonth(string city, double size, MetricProfile profile, DateOnly month)
    {
        var random = CreateRandom(city, profile, month);
        var growth = profile.IsLevel ? Math.Pow(1 + profile.MonthlyGrowth, GetMonthsSince2024(month)) : 1;
        var scale = size * NextVariation(random) * growth;
        var lastDay = month.AddMonths(1).AddDays(-1);
        return CreateEvent($"{month:yyyy-MM}-{city}-{profile.Metric}", city, profile, lastDay, random, scale);
    }

    private string CreateTarget(string city, double size, MetricProfile profile, int year)
    {
        var difficulty = new Random(GetStableHash($"{seed}/{city}/{profile.Metric}/{year}")).NextDouble();
        var value = RoundToTwoDigits(profile.MonthlyValue * 12 * size * (0.85 + 0.3 * difficulty));
        return string.Create(CultureInfo.InvariantCulture, $"reach,{value:0},");
    }

    private static EventInput CreateEvent(
        string id, string city, MetricProfile profile, DateOnly date, Random random, double size)
    {
        var value = profile.IsMean
            ? Math.Round(profile.MonthlyValue * NextVariation(random), 2)
            : Math.Max(profile.IsLevel ? 0 : 1, Math.Round(profile.MonthlyValue * size));
        var weight = profile.IsMean ? Math.Max(1, (int)(12 * size)).ToString(CultureInfo.InvariantCulture) : null;
        return new(
            id, "demo", city, null, profile.Metric, value.ToString(CultureInfo.InvariantCulture), weight,
            date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, null, null, "演示数据", null, null, null);
    }

    private Random CreateRandom(string city, MetricProfile profile, DateOnly date) =>
        new(GetStableHash($"{seed}/{city}/{profile.Metric}/{date.DayNumber}"));

    private static double NextVariation(Random random) => 0.75 + random.NextDouble() * 0.5;

    // Targets are round numbers.
    private static double RoundToTwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(value / unit) * unit;
    }

    private static int GetMonthsSince2024(DateOnly month) => (month.Year - 2024) * 12 + month.Month;

    // string.GetHashCode and HashCode.Combine differ in each process.
    private static int GetStableHash(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));

    /// <summary>Values of an average city.</summary>
    /// <param name="Metric">Code of the metric.</param>
    /// <param name="MonthlyValue">Sum of a month, level or mean.</param>
    /// <param name="IsLevel">Whether the metric is a level.</param>
    /// <param name="MonthlyGrowth">Relative growth of a level per month.</param>
    /// <param name="IsMean">Whether the metric is a mean.</param>
    private sealed record MetricProfile(
        string Metric, double MonthlyValue, bool IsLevel = false, double MonthlyGrowth = 0, bool IsMean = false);
}

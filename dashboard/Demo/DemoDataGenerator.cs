using System.Globalization;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// An invented province, the same for the same seed: what sixteen cities of plausible size might report. Every event of it
/// says so: its source is <c>demo</c> and its note 演示数据.
/// </summary>
internal sealed class DemoDataGenerator(int seed)
{
    private const int HistoryYears = 2;

    // Zibo's 2024 is the published one, out of the samples; its neighbours' are invented.
    private const string PublishedCity = "370300";
    private const int PublishedYear = 2024;

    /// <summary>A middling city's month; levels are a middling city's stock, which grows by the month.</summary>
    private sealed record MetricProfile(string Metric, double MonthlyValue, bool IsLevel = false, double MonthlyGrowth = 0, bool IsMean = false);

    private static readonly MetricProfile[] MetricProfiles =
    [
        new("patent.granted", 900), new("patent.invention.granted", 230), new("trademark.registered", 1100),
        new("patent.pct.applied", 14), new("copyright.registered", 2600),
        new("patent.invention.valid", 13_300, IsLevel: true, MonthlyGrowth: 0.012), new("patent.highvalue.valid", 5_200, IsLevel: true, MonthlyGrowth: 0.014),
        new("trademark.valid", 108_000, IsLevel: true, MonthlyGrowth: 0.006), new("gi.trademark.valid", 48, IsLevel: true, MonthlyGrowth: 0.004),
        new("case.trademark.closed", 19), new("case.patent.ruled", 9), new("case.secret.closed", 0.6), new("fine.amount", 210_000),
        new("case.trademark.days", 31, IsMean: true),
        new("court.accepted", 96), new("court.closed", 91), new("mediation.accepted", 22), new("mediation.succeeded", 15),
        new("mediation.org.valid", 2, IsLevel: true, MonthlyGrowth: 0.01),
        new("pledge.count", 24), new("pledge.amount", 185_000_000), new("loan.released", 120_000_000), new("license.open", 5),
        new("transfer.university.count", 17), new("preexam.passed", 210), new("preexam.granted", 178), new("preexam.industrialised", 84),
        new("aid.accepted", 9), new("training.session", 6), new("enterprise.visited", 40),
    ];

    private static readonly MetricProfile[] ActivityProfiles =
    [
        new("activity.count", 1), new("material.distributed", 320), new("consult.onsite", 42), new("participant.count", 110),
        new("agreement.signed", 4), new("press.published", 3),
    ];

    private static readonly string[] TargetedMetrics =
    [
        "patent.invention.granted", "trademark.registered", "copyright.registered", "pledge.count", "pledge.amount", "loan.released", "license.open",
        "transfer.university.count", "preexam.passed", "aid.accepted", "training.session",
    ];

    /// <summary>What is asked of every city alike.</summary>
    private static readonly (string Metric, string Asked)[] CommonTargets =
    [
        ("court.closed.rate", "floor,90,"), ("mediation.success.rate", "floor,65,"), ("case.trademark.days", "floor,33,"),
        ("preexam.grant.rate", "benchmark,,province"), ("patent.pct.applied", "benchmark,,own-last-year"),
    ];

    private static readonly MetricProfile[] FlowProfiles = Array.FindAll(MetricProfiles, measure => measure is { IsLevel: false, IsMean: false });

    private static readonly MetricProfile[] FrequentProfiles = Array.FindAll(
        FlowProfiles, measure => measure.Metric is "pledge.amount" or "patent.invention.granted" or "case.trademark.closed" or "enterprise.visited");

    /// <summary>How large the cities are beside a middling one.</summary>
    private static readonly (string City, double Size)[] CitySizes =
    [
        ("370100", 2.6), ("370200", 3.0), ("370300", 0.95), ("370400", 0.5), ("370500", 0.62), ("370600", 1.5), ("370700", 1.6),
        ("370800", 1.1), ("370900", 0.75), ("371000", 0.8), ("371100", 0.45), ("371300", 1.15), ("371400", 0.7), ("371500", 0.65),
        ("371600", 0.6), ("371700", 0.72),
    ];

    /// <summary>
    /// The finished months of the last two years and this one, reported on their last days, and the days of this month before
    /// today: the same events each time, so that loading them again on another day adds the days since and changes nothing.
    /// </summary>
    public IEnumerable<EventInput> GenerateHistory(DateOnly today)
    {
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        for (var month = new DateOnly(today.Year - HistoryYears, 1, 1); month < thisMonth; month = month.AddMonths(1))
            foreach (var (city, size) in CitySizes.Where(one => one.City != PublishedCity || month.Year > PublishedYear))
                foreach (var measure in MetricProfiles)
                {
                    var random = CreateRandom(city, measure, month);
                    var scale = size * NextVariation(random) * (measure.IsLevel ? Math.Pow(1 + measure.MonthlyGrowth, GetMonthsSince2024(month)) : 1);
                    yield return CreateEvent($"{month:yyyy-MM}-{city}-{measure.Metric}", city, measure, month.AddMonths(1).AddDays(-1), random, scale);
                }

        for (var day = thisMonth; day < today; day = day.AddDays(1))
            foreach (var (city, size) in CitySizes)
                foreach (var flow in FlowProfiles)
                {
                    var random = CreateRandom(city, flow, day);
                    var scale = size * NextVariation(random) / 30;
                    // What happens less than once a day happens on some days.
                    if (flow.MonthlyValue * scale > random.NextDouble())
                        yield return CreateEvent($"{day:yyyy-MM-dd}-{city}-{flow.Metric}", city, flow, day, random, scale);
                }
    }

    /// <summary>
    /// The targets of these years, as rows of <c>targets.csv</c>: by a city's size, some easy and some hard. Every one says so:
    /// its note is 演示目标.
    /// </summary>
    public IEnumerable<string> GenerateTargets(DateOnly today) =>
        from year in Enumerable.Range(today.Year - HistoryYears, HistoryYears + 1)
        from row in CommonTargets.Select(standard => (City: "*", standard.Metric, standard.Asked)).Concat(
            from one in CitySizes
            from measure in MetricProfiles.Where(measure => TargetedMetrics.Contains(measure.Metric))
            let ease = new Random(GetStableHash($"{seed}/{one.City}/{measure.Metric}/{year}")).NextDouble()
            select (one.City, measure.Metric, Asked: string.Create(CultureInfo.InvariantCulture, $"reach,{RoundToTwoDigits(measure.MonthlyValue * 12 * one.Size * (0.85 + 0.3 * ease)):0},")))
        select $"{row.City},{row.Metric},{year},{row.Asked},,,演示目标";

    /// <summary>
    /// One thing that happens now, somewhere: an activity of the campaign one time in four, mostly something that everybody
    /// watches, so that screens move while one looks at them.
    /// </summary>
    public static EventInput GenerateEvent(DateOnly today, long number, string campaign, DateOnly campaignDay, Random random)
    {
        var (city, size) = CitySizes[random.Next(CitySizes.Length)];
        var scale = size * NextVariation(random);
        if (random.Next(4) == 0)
        {
            var activity = ActivityProfiles[random.Next(ActivityProfiles.Length)];
            return CreateEvent($"live-{number}", city, activity, campaignDay, random, scale) with { Campaign = campaign };
        }
        var flow = random.Next(3) == 0 ? FlowProfiles[random.Next(FlowProfiles.Length)] : FrequentProfiles[random.Next(FrequentProfiles.Length)];
        return CreateEvent($"live-{number}", city, flow, today, random, scale / 80);
    }

    private static EventInput CreateEvent(string id, string city, MetricProfile measure, DateOnly date, Random random, double size)
    {
        var value = measure.IsMean
            ? Math.Round(measure.MonthlyValue * NextVariation(random), 2)
            : Math.Max(measure.IsLevel ? 0 : 1, Math.Round(measure.MonthlyValue * size));
        return new(id, "demo", city, null, measure.Metric, value.ToString(CultureInfo.InvariantCulture),
            measure.IsMean ? Math.Max(1, (int)(12 * size)).ToString(CultureInfo.InvariantCulture) : null,
            date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, null, null, "演示数据", null, null, null);
    }

    private Random CreateRandom(string city, MetricProfile measure, DateOnly date) => new(GetStableHash($"{seed}/{city}/{measure.Metric}/{date.DayNumber}"));

    private static double NextVariation(Random random) => 0.75 + random.NextDouble() * 0.5;

    // Nobody asks for 2,637.
    private static double RoundToTwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(value / unit) * unit;
    }

    private static int GetMonthsSince2024(DateOnly month) => (month.Year - 2024) * 12 + month.Month;

    // string.GetHashCode and HashCode.Combine differ from run to run.
    private static int GetStableHash(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}

namespace IpMonitor.Dashboard.Demo;

/// <summary>Size of a city relative to an average one.</summary>
internal sealed record DemoCity(string Code, double Size);

/// <summary>Values of an average city.</summary>
/// <param name="Metric">Code of the metric.</param>
/// <param name="MonthlyValue">Sum of a month, level or mean.</param>
internal sealed record DemoMetric(string Metric, double MonthlyValue)
{
    /// <summary>Relative growth of a level per month; null for other metrics.</summary>
    public double? MonthlyGrowth { get; init; }

    /// <summary>Whether the metric is a mean.</summary>
    public bool IsMean { get; init; }

    /// <summary>Metric of which this one is a share, such as the succeeded of the accepted mediations.</summary>
    public string? ShareOf { get; init; }

    /// <summary>Value of a single act, such as the amount of a pledge.</summary>
    public double ActValue { get; init; } = 1;

    /// <summary>Smallest step of the values.</summary>
    public double Step { get; init; } = 1;

    /// <summary>Whether the metric is a sum.</summary>
    public bool IsFlow => MonthlyGrowth is null && !IsMean;
}

/// <summary>Sizes and metrics of the demo's invented province.</summary>
internal static class DemoProvince
{
    /// <summary>
    /// The city of the demo's clerk. It reports cumulative figures, as the template does, and has not handed in the
    /// previous month.
    /// </summary>
    public const string ClerkCity = "370700";

    /// <summary>The city whose submission waits for review.</summary>
    public const string SubmittingCity = "370800";

    /// <summary>The city with overdue reports of <see cref="LateMetrics"/>.</summary>
    public const string LateCity = "371500";

    /// <summary>The metrics that <see cref="LateCity"/> reports late.</summary>
    public static readonly string[] LateMetrics = ["case.trademark.days", "gi.trademark.valid", "trademark.valid"];

    /// <summary>The metrics of the history.</summary>
    public static readonly DemoMetric[] Metrics =
    [
        new("patent.granted", 900),
        new("patent.invention.granted", 230) { ShareOf = "patent.granted" },
        new("trademark.registered", 1100),
        new("patent.pct.applied", 14),
        new("copyright.registered", 2600),
        new("patent.invention.valid", 13_300) { MonthlyGrowth = 0.012 },
        new("patent.highvalue.valid", 5_200) { MonthlyGrowth = 0.014 },
        new("trademark.valid", 108_000) { MonthlyGrowth = 0.006 },
        new("gi.trademark.valid", 48) { MonthlyGrowth = 0.004 },
        new("case.trademark.closed", 19),
        new("case.patent.ruled", 9),
        new("case.secret.closed", 0.6),
        new("fine.amount", 210_000) { ActValue = 11_000, Step = 100 },
        new("case.trademark.days", 31) { IsMean = true },
        new("court.accepted", 96),
        new("court.closed", 88) { ShareOf = "court.accepted" },
        new("mediation.accepted", 22),
        new("mediation.succeeded", 15) { ShareOf = "mediation.accepted" },
        new("mediation.org.valid", 2) { MonthlyGrowth = 0.01 },
        new("pledge.count", 24),
        new("pledge.amount", 185_000_000) { ShareOf = "pledge.count", ActValue = 7_500_000, Step = 10_000 },
        new("loan.released", 120_000_000) { ShareOf = "pledge.count", ActValue = 5_000_000, Step = 10_000 },
        new("license.open", 5),
        new("transfer.university.count", 17),
        new("preexam.passed", 210),
        new("preexam.granted", 178) { ShareOf = "preexam.passed" },
        new("preexam.industrialised", 84) { ShareOf = "preexam.granted" },
        new("aid.accepted", 9),
        new("training.session", 6),
        new("enterprise.visited", 40),
    ];

    /// <summary>The metrics that campaigns count, with the values of a day with an activity.</summary>
    public static readonly DemoMetric[] CampaignMetrics =
    [
        new("activity.count", 1),
        new("material.distributed", 320) { ActValue = 120 },
        new("consult.onsite", 42) { ActValue = 12 },
        new("participant.count", 110) { ActValue = 45 },
        new("agreement.signed", 2),
        new("press.published", 2),
    ];

    /// <summary>The cities.</summary>
    public static readonly DemoCity[] Cities =
    [
        new("370100", 2.6), new("370200", 3.0), new("370300", 0.95), new("370400", 0.5),
        new("370500", 0.62), new("370600", 1.5), new(ClerkCity, 1.6), new(SubmittingCity, 1.1),
        new("370900", 0.75), new("371000", 0.8), new("371100", 0.45), new("371300", 1.15),
        new("371400", 0.7), new(LateCity, 0.65), new("371600", 0.6), new("371700", 0.72),
    ];

    /// <summary>
    /// Returns true if the samples have published figures of a city and year, so that none are invented.
    /// </summary>
    public static bool IsPublished(DemoCity city, int year) => city.Code == "370300" && year <= 2024;
}

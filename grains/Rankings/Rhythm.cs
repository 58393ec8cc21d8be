using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Rankings;

/// <summary>How a city keeps up its reporting as seen on a day: pure, out of the province's book.</summary>
public sealed class Rhythm(ProvinceProjection book, DateOnly today)
{
    private const int UsualMonths = 3;

    /// <summary>The latest month that is over, the days allowed for reporting it too.</summary>
    public ReportingPeriod Month { get; } = MonthBefore(ReportingPeriod.ForMonth(today.AddDays(-book.Reference.Rules.CloseDays)));

    /// <summary>The latest day of a period, or before it, of which everything is there that a metric is worked out of; null when there never was.</summary>
    public DateOnly? LastDay(string city, Metric metric, ReportingPeriod period) =>
        metric.Inputs.Select(input => LastDay(city, input, period.End < today ? period.End : today)).Aggregate((a, b) => a is null || a < b ? a : b);

    /// <summary>Whether the month is missing of anything that came in each of the three months before: what comes once a year is not missed.</summary>
    public bool Misses(string city, Metric metric) => Misses(city, metric, Month);

    /// <summary>Whether a month is missing of what came in each of the three before it.</summary>
    public bool Misses(string city, Metric metric, ReportingPeriod month) =>
        metric.Inputs.Any(input => !Has(city, input, month) && Before(month).All(earlier => Has(city, input, earlier)));

    private static IEnumerable<ReportingPeriod> Before(ReportingPeriod month)
    {
        for (var i = 0; i < UsualMonths; i++) yield return month = MonthBefore(month);
    }

    private bool Has(string city, string input, ReportingPeriod month) => LastDay(city, input, month.End) >= month.Start;

    private DateOnly? LastDay(string city, string input, DateOnly upTo) => book.GetCity(city).GetLastReportedDay(book.Reference.Catalogue[input], upTo);

    private static ReportingPeriod MonthBefore(ReportingPeriod month) => ReportingPeriod.ForMonth(month.Start.AddDays(-1));
}

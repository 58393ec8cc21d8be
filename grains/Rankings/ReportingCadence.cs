using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Rankings;

/// <summary>How a city keeps up its reporting as seen on a day: pure, out of the province's book.</summary>
public sealed class ReportingCadence(ProvinceProjection book, DateOnly today)
{
    private const int PrecedingMonths = 3;

    /// <summary>The latest month that is over, the days allowed for reporting it too.</summary>
    public ReportingPeriod LatestDueMonth { get; } = GetPreviousMonth(ReportingPeriod.ForMonth(today.AddDays(-book.Reference.Rules.CloseDays)));

    /// <summary>The latest day of a period, or before it, of which everything is there that a metric is worked out of; null when there never was.</summary>
    public DateOnly? GetLastReportedDay(string city, Metric metric, ReportingPeriod period) =>
        metric.Inputs.Select(input => GetLastReportedDay(city, input, period.End < today ? period.End : today)).Aggregate((a, b) => a is null || a < b ? a : b);

    /// <summary>Whether the month is missing of anything that came in each of the three months before: what comes once a year is not missed.</summary>
    public bool IsMissing(string city, Metric metric) => IsMissing(city, metric, LatestDueMonth);

    /// <summary>Whether a month is missing of what came in each of the three before it.</summary>
    public bool IsMissing(string city, Metric metric, ReportingPeriod month) =>
        metric.Inputs.Any(input => !HasReports(city, input, month) && GetPrecedingMonths(month).All(earlier => HasReports(city, input, earlier)));

    private static IEnumerable<ReportingPeriod> GetPrecedingMonths(ReportingPeriod month)
    {
        for (var i = 0; i < PrecedingMonths; i++) yield return month = GetPreviousMonth(month);
    }

    private bool HasReports(string city, string input, ReportingPeriod month) => GetLastReportedDay(city, input, month.End) >= month.Start;

    private DateOnly? GetLastReportedDay(string city, string input, DateOnly upTo) => book.GetCity(city).GetLastReportedDay(book.Reference.Catalogue[input], upTo);

    private static ReportingPeriod GetPreviousMonth(ReportingPeriod month) => ReportingPeriod.ForMonth(month.Start.AddDays(-1));
}

using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Rankings;

/// <summary>Determines which months a city has reported and which it has missed, as of a day.</summary>
public sealed class ReportingCadence(ProvinceProjection province, DateOnly today)
{
    private const int PrecedingMonths = 3;

    /// <summary>
    /// The latest complete month whose closing days, the days allowed for reporting it, have passed as well.
    /// </summary>
    public ReportingPeriod LatestDueMonth { get; } =
        GetPreviousMonth(ReportingPeriod.ForMonth(today.AddDays(-province.Reference.Rules.CloseDays)));

    /// <summary>
    /// Returns the latest day up to the period's end that all inputs of a metric have reports for; null if an input has
    /// none.
    /// </summary>
    public DateOnly? GetLastReportedDay(string city, Metric metric, ReportingPeriod period) => metric.Inputs
        .Select(input => GetLastReportedDay(city, input, period.End < today ? period.End : today))
        .Aggregate((a, b) => a is null || a < b ? a : b);

    /// <summary>
    /// Returns true if <see cref="LatestDueMonth"/> has no report although each of the three months before has one.
    /// </summary>
    public bool IsMissing(string city, Metric metric) => IsMissing(city, metric, LatestDueMonth);

    /// <summary>Returns true if a month has no report although each of the three months before has one.</summary>
    /// <remarks>Metrics that are reported once a year are never missing.</remarks>
    public bool IsMissing(string city, Metric metric, ReportingPeriod month) => metric.Inputs.Any(input =>
        !HasReports(city, input, month) && GetPrecedingMonths(month).All(earlier => HasReports(city, input, earlier)));

    private static IEnumerable<ReportingPeriod> GetPrecedingMonths(ReportingPeriod month)
    {
        for (var i = 0; i < PrecedingMonths; i++) yield return month = GetPreviousMonth(month);
    }

    private bool HasReports(string city, string input, ReportingPeriod month) =>
        GetLastReportedDay(city, input, month.End) >= month.Start;

    private DateOnly? GetLastReportedDay(string city, string input, DateOnly upTo) =>
        province.GetCity(city).GetLastReportedDay(province.Reference.Catalogue[input], upTo);

    private static ReportingPeriod GetPreviousMonth(ReportingPeriod month) =>
        ReportingPeriod.ForMonth(month.Start.AddDays(-1));
}

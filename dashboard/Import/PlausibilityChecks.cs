using System.Globalization;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Detects implausible values that need a note: a likely unit error, a large change, a falling cumulative value.
/// </summary>
internal sealed class PlausibilityChecks(FigureRules rules, SubmissionOptions options, ImportForm form)
{
    /// <summary>Returns the doubt about a value; null if it is plausible or the row has a note.</summary>
    public (string Code, string Message)? Check(ParsedValue value, ParsedRow row, CityHistory history)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Note is not null) return null;
        var previous = GetPrevious(value, history);
        var typical = previous ?? GetTypical(value, row, history);
        if (typical > 0
            && e.Value > 0
            && GetRatio(e.Value, typical.Value) is var ratio
            && ratio >= options.SuspectRatio)
            return ("unit_suspect", DescribeUnitSuspicion(e.Value, typical.Value, ratio, metric.Unit));
        if (e.Basis == Basis.Ytd && previous > e.Value)
            return (
                "ytd_falls", $"累计数小于上期累计（{FormatNumber(previous.Value, metric.Unit)}）：请核对；确有调减的，请在“说明”栏写明原因，该数将待核。");
        return GetChange(value, history) is var (previousValue, current)
            ? CheckChange(previousValue, current, metric.Unit)
            : null;
    }

    private static string DescribeUnitSuspicion(decimal value, decimal typical, decimal ratio, string unit) =>
        $"{FormatNumber(value, unit)}是平常数（约{FormatNumber(typical, unit)}）的"
            + $"{(value > typical ? $"{ratio:#,0}倍" : $"1/{ratio:#,0}")}：请核对单位（如元与万元）；"
            + "确实如此的，请在“说明”栏写明原因。";

    // The preceding reading of a level, or the cumulative value of this year up to the day before.
    private static decimal? GetPrevious(ParsedValue value, CityHistory history)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (metric.Kind == MetricKind.Level) return history.GetFigure(metric, e.Unit, ReportingPeriod.ForDay(e.Date));
        return e.Basis == Basis.Ytd && e.Date.DayOfYear > 1
            ? history.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year, 1, 1), e.Date.AddDays(-1)))
            : null;
    }

    private static decimal? GetTypical(ParsedValue value, ParsedRow row, CityHistory history)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Basis == Basis.Ytd)
            return history.GetFigure(
                metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year - 1, 1, 1), e.Date.AddYears(-1)));
        if (value.Period is not { } period) return history.GetTypicalEvent(metric, e.Unit);
        var months = metric.Kind == MetricKind.Sum
            ? Math.Max(1, (period.End.Year - period.Start.Year) * 12 + period.End.Month - period.Start.Month + 1)
            : 1;
        // Without history, compares the row's own months with each other.
        return history.GetTypicalMonth(metric, e.Unit, e.Date) * months
            ?? (row.Values.Count >= 3 ? CityHistory.Median(row.Values.Select(parsed => parsed.Event.Value)) : null);
    }

    // The previous and the current period's value; null for single events and for past years.
    private (decimal Last, decimal Now)? GetChange(ParsedValue value, CityHistory history)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (form == ImportForm.History) return null;
        if (metric.Kind == MetricKind.Level)
            return history.GetFigure(metric, e.Unit, ReportingPeriod.ForDay(e.Date)) is { } figure
                ? (figure, e.Value)
                : null;
        if (value.Period is not { Kind: not PeriodKind.YearToDate } period
            || period.GetPreviousPeriod(period.End) is not { } previousPeriod)
            return null;
        if (history.GetFigure(metric, e.Unit, previousPeriod) is not { } previousValue) return null;
        if (e.Basis == Basis.Period) return (previousValue, e.Value);
        // The increase of a cumulative value is comparable only if the previous value covers a single period.
        if (previousPeriod.Start.DayOfYear > 1
            && GetYearToDateBefore(previousPeriod.Start.Year, previousPeriod.Start) is null)
            return null;
        if (period.Start.DayOfYear == 1) return (previousValue, e.Value);
        return GetYearToDateBefore(e.Date.Year, period.Start) is { } reportedBefore
            ? (previousValue, e.Value - reportedBefore)
            : null;

        decimal? GetYearToDateBefore(int year, DateOnly day) =>
            history.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(year, 1, 1), day.AddDays(-1)));
    }

    private (string Code, string Message)? CheckChange(decimal previousValue, decimal current, string unit)
    {
        // Small counts change by large percentages.
        if (previousValue <= 0 || (previousValue < rules.GetMinBase(unit) && current < rules.GetMinBase(unit)))
            return null;
        var percent = (current - previousValue) / previousValue * 100;
        return Math.Abs(percent) < options.MaxChangePercent ? null
            : (
                "swing_unexplained",
                $"比上期（{FormatNumber(previousValue, unit)}）{(percent > 0 ? "增加" : "减少")}{Math.Abs(percent):0}%，超过 "
                    + $"{options.MaxChangePercent}%：请核对；属实的，请在“说明”栏写明原因。");
    }

    private static decimal GetRatio(decimal value, decimal typical) =>
        value > typical ? value / typical : typical / value;

    /// <summary>Formats a value with 万 or 亿 and its unit: 195.6万元.</summary>
    public static string FormatNumber(decimal value, string unit)
    {
        var (factor, scale) = value >= 100_000_000 ? (100_000_000m, "亿") : value >= 10_000 ? (10_000m, "万") : (1m, "");
        return $"{(value / factor).ToString("#,0.####", CultureInfo.InvariantCulture)}{scale}{unit}";
    }
}

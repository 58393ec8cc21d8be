using IpMonitor.Dashboard.Submissions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Detects implausible values that need a note: a likely unit error, a large change, a falling cumulative value.
/// </summary>
internal sealed class PlausibilityChecks(FigureRules rules, SubmissionOptions options, ImportForm form)
{
    /// <summary>Returns the doubt about a value; null if it is plausible or the row has a note.</summary>
    public ValidationError? Check(ParsedValue value, ParsedRow row, CityHistory history)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Note is not null) return null;
        var previous = GetPrevious(value, history);
        var typical = previous ?? GetTypical(value, row, history);
        if (typical > 0
            && e.Value > 0
            && GetRatio(e.Value, typical.Value) is var ratio
            && ratio >= options.SuspectRatio)
            return CreateUnitSuspicion(e.Value, typical.Value, ratio, metric.Unit);
        if (e.Basis == Basis.Ytd && previous > e.Value)
            return ValidationError.Create(
                "ytd_falls", ImportFields.Value, MessageArgument.Amount(previous.Value, metric.Unit));
        return GetChange(value, history) is var (previousValue, current)
            ? CheckChange(previousValue, current, metric.Unit)
            : null;
    }

    private static ValidationError CreateUnitSuspicion(decimal value, decimal typical, decimal ratio, string unit) =>
        ValidationError.Create(
            value > typical ? "unit_suspect.above" : "unit_suspect.below", ImportFields.Value,
            MessageArgument.Amount(value, unit), MessageArgument.Amount(typical, unit), ratio);

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

    private ValidationError? CheckChange(decimal previousValue, decimal current, string unit)
    {
        // Small counts change by large percentages.
        if (previousValue <= 0 || (previousValue < rules.GetMinBase(unit) && current < rules.GetMinBase(unit)))
            return null;
        var percent = (current - previousValue) / previousValue * 100;
        return Math.Abs(percent) < options.MaxChangePercent ? null
            : ValidationError.Create(
                percent > 0 ? "swing_unexplained.up" : "swing_unexplained.down", ImportFields.Value,
                MessageArgument.Amount(previousValue, unit), Math.Abs(percent), options.MaxChangePercent);
    }

    private static decimal GetRatio(decimal value, decimal typical) =>
        value > typical ? value / typical : typical / value;
}

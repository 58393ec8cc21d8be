using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Whether a new number is so unlike those on record that its row must say why: a mistaken unit, a large swing, a cumulative number that falls.</summary>
internal sealed class PlausibilityChecks(FigureRules rules, SubmissionOptions desk, ImportForm form)
{
    /// <summary>What is doubtful about a value; null when nothing is, or the row says why.</summary>
    public ValidationError? Check(ParsedValue value, ParsedRow reading, CityHistory record)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Note is not null) return null;
        var before = GetPrevious(value, record);
        var usual = before ?? GetTypical(value, reading, record);
        if (usual > 0 && e.Value > 0 && GetRatio(e.Value, usual.Value) is var times && times >= desk.SuspectRatio)
            return ValidationError.Create(
                e.Value > usual ? "unit_suspect.above" : "unit_suspect.below", ImportFields.Value,
                MessageArgument.Amount(e.Value, metric.Unit), MessageArgument.Amount(usual.Value, metric.Unit), times);
        if (e.Basis == Basis.Ytd && before > e.Value)
            return ValidationError.Create("ytd_falls", ImportFields.Value, MessageArgument.Amount(before.Value, metric.Unit));
        return GetChange(value, record) is var (last, now) ? CheckChange(last, now, metric.Unit) : null;
    }

    // The number that the new one follows directly: a level's reading, this year's cumulative one or last year's to the same day.
    private static decimal? GetPrevious(ParsedValue value, CityHistory record)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (metric.Kind == MetricKind.Level) return record.GetFigure(metric, e.Unit, ReportingPeriod.ForDay(e.Date));
        return e.Basis == Basis.Ytd && e.Date.DayOfYear > 1 ? record.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year, 1, 1), e.Date.AddDays(-1))) : null;
    }

    private static decimal? GetTypical(ParsedValue value, ParsedRow reading, CityHistory record)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Basis == Basis.Ytd) return record.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year - 1, 1, 1), e.Date.AddYears(-1)));
        if (value.Period is not { } over) return record.GetTypicalEvent(metric, e.Unit);
        var months = metric.Kind == MetricKind.Sum ? Math.Max(1, (over.End.Year - over.Start.Year) * 12 + over.End.Month - over.Start.Month + 1) : 1;
        // Without any on record a year's months are held against each other.
        return record.GetTypicalMonth(metric, e.Unit, e.Date) * months ?? (reading.Values.Count >= 3 ? CityHistory.Median(reading.Values.Select(other => other.Event.Value)) : null);
    }

    // Last period's number and this one's; none of single events, nor of years gone by.
    private (decimal Last, decimal Now)? GetChange(ParsedValue value, CityHistory record)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (form == ImportForm.History) return null;
        if (metric.Kind == MetricKind.Level) return record.GetFigure(metric, e.Unit, ReportingPeriod.ForDay(e.Date)) is { } reading ? (reading, e.Value) : null;
        if (value.Period is not { Kind: not PeriodKind.YearToDate } over || over.GetPreviousPeriod(over.End) is not { } period) return null;
        if (record.GetFigure(metric, e.Unit, period) is not { } last) return null;
        if (e.Basis == Basis.Period) return (last, e.Value);
        // What a cumulative number adds since the one before, which itself must be of a single period.
        if (period.Start.DayOfYear > 1 && record.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(period.Start.Year, 1, 1), period.Start.AddDays(-1))) is null) return null;
        return over.Start.DayOfYear == 1 ? (last, e.Value)
            : record.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year, 1, 1), over.Start.AddDays(-1))) is { } until ? (last, e.Value - until) : null;
    }

    private ValidationError? CheckChange(decimal last, decimal now, string unit)
    {
        // Two where there was one is no swing.
        if (last <= 0 || (last < rules.GetMinBase(unit) && now < rules.GetMinBase(unit))) return null;
        var percent = (now - last) / last * 100;
        return Math.Abs(percent) < desk.MaxChangePercent ? null
            : ValidationError.Create(
                percent > 0 ? "swing_unexplained.up" : "swing_unexplained.down", ImportFields.Value,
                MessageArgument.Amount(last, unit), Math.Abs(percent), desk.MaxChangePercent);
    }

    private static decimal GetRatio(decimal value, decimal usual) => value > usual ? value / usual : usual / value;
}

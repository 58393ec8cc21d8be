using System.Globalization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Whether a new number is so unlike those on record that its row must say why: a mistaken unit, a large swing, a cumulative number that falls.</summary>
internal sealed class PlausibilityChecks(FigureRules rules, SubmissionOptions desk, ImportForm form)
{
    /// <summary>What is doubtful about a value; null when nothing is, or the row says why.</summary>
    public (string Code, string Message)? Check(ParsedValue value, ParsedRow reading, CityHistory record)
    {
        var (e, metric) = (value.Event, value.Metric);
        if (e.Note is not null) return null;
        var before = GetPrevious(value, record);
        var usual = before ?? GetTypical(value, reading, record);
        if (usual > 0 && e.Value > 0 && GetRatio(e.Value, usual.Value) is var times && times >= desk.SuspectRatio)
            return ("unit_suspect", $"{FormatNumber(e.Value, metric.Unit)}是平常数（约{FormatNumber(usual.Value, metric.Unit)}）的{(e.Value > usual ? $"{times:#,0}倍" : $"1/{times:#,0}")}：请核对单位（如元与万元）；确实如此的，请在“说明”栏写明原因。");
        if (e.Basis == Basis.Ytd && before > e.Value)
            return ("ytd_falls", $"累计数小于上期累计（{FormatNumber(before.Value, metric.Unit)}）：请核对；确有调减的，请在“说明”栏写明原因，该数将待核。");
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

    private (string Code, string Message)? CheckChange(decimal last, decimal now, string unit)
    {
        // Two where there was one is no swing.
        if (last <= 0 || (last < rules.GetMinBase(unit) && now < rules.GetMinBase(unit))) return null;
        var percent = (now - last) / last * 100;
        return Math.Abs(percent) < desk.MaxChangePercent ? null
            : ("swing_unexplained", $"比上期（{FormatNumber(last, unit)}）{(percent > 0 ? "增加" : "减少")}{Math.Abs(percent):0}%，超过 {desk.MaxChangePercent}%：请核对；属实的，请在“说明”栏写明原因。");
    }

    private static decimal GetRatio(decimal value, decimal usual) => value > usual ? value / usual : usual / value;

    /// <summary>A number as people say it: 195.6万元.</summary>
    public static string FormatNumber(decimal value, string unit)
    {
        var (factor, word) = value >= 100_000_000 ? (100_000_000m, "亿") : value >= 10_000 ? (10_000m, "万") : (1m, "");
        return $"{(value / factor).ToString("#,0.####", CultureInfo.InvariantCulture)}{word}{unit}";
    }
}

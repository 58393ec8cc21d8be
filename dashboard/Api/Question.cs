using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>
/// What an address asks, as of when: turns its words into what is meant, by the reference data in force then. The first word
/// that means nothing becomes the <see cref="Problem"/>; what was looked up may only be used when there is none.
/// </summary>
internal sealed class Question(ReferenceSnapshot reference, PointInTime? asOf, DateOnly today)
{
    /// <summary>Why it cannot be answered; null when it can.</summary>
    public IResult? Problem { get; private set; }

    /// <summary>The earlier moment it is asked as of; null is now.</summary>
    public PointInTime? AsOf => asOf;

    /// <summary>The reference data in force then.</summary>
    public ReferenceSnapshot Reference => reference;

    /// <summary>The period asked for; the year it is asked in when none is.</summary>
    public ReportingPeriod Period(string? text) =>
        Found(text is null ? ReportingPeriod.ForYear(today.Year) : reference.Campaigns.FindPeriod(text), () => Problems.PeriodInvalid(text!));

    /// <summary>The calendar year asked for; the year it is asked in when none is.</summary>
    public ReportingPeriod Year(string? text) => Period(text) is { Kind: PeriodKind.Year } or null ? Period(text) : Found<ReportingPeriod>(null, () => Problems.PeriodInvalid(text!));

    /// <summary>The calendar month asked for; null when none is.</summary>
    public ReportingPeriod? Month(string? text)
    {
        var period = text is null ? null : Period(text);
        Require(period is null or { Kind: PeriodKind.Month }, () => Problems.MonthInvalid(text!));
        return period;
    }

    public Metric Metric(string code) => Found(reference.Catalogue.Find(code), () => Problems.MetricUnknown(code));

    public Metric RankedMetric(string code)
    {
        var metric = Metric(code);
        return metric is { IsRanked: false } ? Found<Metric>(null, () => Problems.MetricNotRanked(metric.Name)) : metric;
    }

    public NamedCity City(string code) => Found(reference.Places.FindCity(code), () => Problems.CityUnknown(code));

    /// <summary>A city's code or the province's.</summary>
    public string Place(string code) => code == reference.Places.Province.Code ? code : City(code)?.Code!;

    public ReportingUnit Unit(string code) => Found(reference.Places.FindUnit(code), () => Problems.UnitUnknown(code));

    public string Campaign(string id) => Found(reference.Campaigns.Find(id)?.Id, () => Problems.CampaignUnknown(id));

    public Baseline Baseline(string? text) => text switch
    {
        null or "previous" => Grains.Rankings.Baseline.Previous,
        "lastYear" => Grains.Rankings.Baseline.LastYear,
        _ => Refused<Baseline>(() => Problems.BaselineInvalid(text)),
    };

    public HistoryStep Step(string? text) => text switch
    {
        null or "day" => HistoryStep.Day,
        "week" => HistoryStep.Week,
        "month" => HistoryStep.Month,
        _ => Refused<HistoryStep>(() => Problems.StepInvalid(text)),
    };

    /// <summary>Where a page goes on; null is the first.</summary>
    public long? Cursor(string? text) =>
        text is null ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Refused<long?>(Problems.CursorInvalid);

    /// <summary>Refuses the question unless something holds.</summary>
    public void Require(bool holds, Func<IResult> problem)
    {
        if (!holds) Problem ??= problem();
    }

    private T Found<T>(T? found, Func<IResult> problem) where T : class => found ?? Refused<T>(problem)!;

    private T? Refused<T>(Func<IResult> problem)
    {
        Problem ??= problem();
        return default;
    }
}

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
internal sealed class QueryParameters(ReferenceSnapshot reference, PointInTime? asOf, DateOnly today)
{
    /// <summary>Why it cannot be answered; null when it can.</summary>
    public IResult? Problem { get; private set; }

    /// <summary>The earlier moment it is asked as of; null is now.</summary>
    public PointInTime? AsOf => asOf;

    /// <summary>The reference data in force then.</summary>
    public ReferenceSnapshot Reference => reference;

    /// <summary>The period asked for; the year it is asked in when none is.</summary>
    public ReportingPeriod FindPeriod(string? text) =>
        ValueOrProblem(text is null ? ReportingPeriod.ForYear(today.Year) : reference.Campaigns.FindPeriod(text), () => Problems.PeriodInvalid(text!));

    /// <summary>The calendar year asked for; the year it is asked in when none is.</summary>
    public ReportingPeriod FindYear(string? text) => FindPeriod(text) is { Kind: PeriodKind.Year } or null ? FindPeriod(text) : ValueOrProblem<ReportingPeriod>(null, () => Problems.PeriodInvalid(text!));

    /// <summary>The calendar month asked for; null when none is.</summary>
    public ReportingPeriod? FindMonth(string? text)
    {
        var period = text is null ? null : FindPeriod(text);
        Require(period is null or { Kind: PeriodKind.Month }, () => Problems.MonthInvalid(text!));
        return period;
    }

    public Metric FindMetric(string code) => ValueOrProblem(reference.Catalogue.Find(code), () => Problems.MetricUnknown(code));

    public Metric FindRankedMetric(string code)
    {
        var metric = FindMetric(code);
        return metric is { IsRanked: false } ? ValueOrProblem<Metric>(null, () => Problems.MetricNotRanked(metric.Name, metric.NameEn)) : metric;
    }

    public NamedCity FindCity(string code) => ValueOrProblem(reference.Places.FindCity(code), () => Problems.CityUnknown(code));

    /// <summary>A city's code or the province's.</summary>
    public string FindPlace(string code) => code == reference.Places.Province.Code ? code : FindCity(code)?.Code!;

    public ReportingUnit FindUnit(string code) => ValueOrProblem(reference.Places.FindUnit(code), () => Problems.UnitUnknown(code));

    public string FindCampaign(string id) => ValueOrProblem(reference.Campaigns.Find(id)?.Id, () => Problems.CampaignUnknown(id));

    public Baseline ParseBaseline(string? text) => text switch
    {
        null or "previous" => Grains.Rankings.Baseline.Previous,
        "lastYear" => Grains.Rankings.Baseline.LastYear,
        _ => SetProblem<Baseline>(() => Problems.BaselineInvalid(text)),
    };

    public HistoryStep ParseStep(string? text) => text switch
    {
        null or "day" => HistoryStep.Day,
        "week" => HistoryStep.Week,
        "month" => HistoryStep.Month,
        _ => SetProblem<HistoryStep>(() => Problems.StepInvalid(text)),
    };

    /// <summary>Where a page goes on; null is the first.</summary>
    public long? ParseCursor(string? text) =>
        text is null ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : SetProblem<long?>(Problems.CursorInvalid);

    /// <summary>Refuses the question unless something holds.</summary>
    public void Require(bool holds, Func<IResult> problem)
    {
        if (!holds) Problem ??= problem();
    }

    private T ValueOrProblem<T>(T? found, Func<IResult> problem) where T : class => found ?? SetProblem<T>(problem)!;

    private T? SetProblem<T>(Func<IResult> problem)
    {
        Problem ??= problem();
        return default;
    }
}

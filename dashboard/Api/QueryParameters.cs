using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Resolves the parameters of a query with the reference data of its point in time.</summary>
/// <remarks>
/// The first invalid parameter sets <see cref="Problem"/>. Resolved values may only be used if there is none. A place
/// or campaign that did not exist yet at the point in time is resolved with the current reference data: it had no
/// figures then.
/// </remarks>
internal sealed class QueryParameters(
    ReferenceSnapshot reference, ReferenceSnapshot current, PointInTime? asOf, DateOnly today)
{
    private const int MaxDays = 366;

    /// <summary>Problem of the first invalid parameter, or null.</summary>
    public IResult? Problem { get; private set; }

    /// <summary>Earlier point in time; null for the current state.</summary>
    public PointInTime? AsOf => asOf;

    /// <summary>Reference data at the point in time.</summary>
    public ReferenceSnapshot Reference => reference;

    /// <summary>Parses a period; null means the current year.</summary>
    public ReportingPeriod FindPeriod(string? text) => ValueOrProblem(
        text is null ? ReportingPeriod.ForYear(today.Year)
            : reference.Campaigns.FindPeriod(text) ?? FindLaterCampaign(text),
        () => ProblemResults.PeriodInvalid(text!));

    /// <summary>Parses a calendar month; null stays null.</summary>
    public ReportingPeriod? FindMonth(string? text)
    {
        var period = text is null ? null : FindPeriod(text);
        Require(period is null or { Kind: PeriodKind.Month }, () => ProblemResults.MonthInvalid(text!));
        return period;
    }

    /// <summary>Finds a metric by its code.</summary>
    public Metric FindMetric(string code) =>
        ValueOrProblem(reference.Catalogue.Find(code), () => ProblemResults.MetricUnknown(code));

    /// <summary>Finds a metric by its code; it must have a ranking.</summary>
    public Metric FindRankedMetric(string code)
    {
        var metric = FindMetric(code);
        return metric is { IsRanked: false }
            ? ValueOrProblem<Metric>(null, () => ProblemResults.MetricNotRanked(metric.Name, metric.NameEn))
            : metric;
    }

    /// <summary>Finds a city by its code.</summary>
    public NamedCity FindCity(string code) =>
        ValueOrProblem(
            reference.Places.FindCity(code) ?? current.Places.FindCity(code), () => ProblemResults.CityUnknown(code));

    /// <summary>Returns the code if it is that of a city or of the province.</summary>
    public string FindPlace(string code) =>
        code == reference.Places.Province.Code ? code : FindCity(code)?.Code!;

    /// <summary>Finds a reporting unit by its code.</summary>
    public ReportingUnit FindUnit(string code) =>
        ValueOrProblem(
            reference.Places.FindUnit(code) ?? current.Places.FindUnit(code), () => ProblemResults.UnitUnknown(code));

    /// <summary>Returns the id if it is that of a campaign.</summary>
    public string FindCampaign(string id) =>
        ValueOrProblem(
            (reference.Campaigns.Find(id) ?? current.Campaigns.Find(id))?.Id, () => ProblemResults.CampaignUnknown(id));

    /// <summary>Parses the baseline of a ranking; null means the previous period.</summary>
    public Baseline ParseBaseline(string? text) => text switch
    {
        null or "previous" => Baseline.Previous,
        "lastYear" => Baseline.LastYear,
        _ => SetProblem<Baseline>(() => ProblemResults.BaselineInvalid(text)),
    };

    /// <summary>
    /// Parses the column that orders a ranking; null means the value. The metric must have the column.
    /// </summary>
    public RankingOrder ParseOrder(string? text, Metric? metric)
    {
        RankingOrder? order = text switch
        {
            null or "value" => RankingOrder.Value,
            "yoy" => RankingOrder.Yoy,
            "mom" => RankingOrder.Mom,
            "yearEnd" => RankingOrder.YearEnd,
            "ytd" => RankingOrder.Ytd,
            "ytdYoy" => RankingOrder.YtdYoy,
            _ => null,
        };
        return order is { } column && (metric is null || column.IsOf(metric))
            ? column
            : SetProblem<RankingOrder>(() => ProblemResults.OrderInvalid(text!));
    }

    /// <summary>Parses the length of steps; null stays null.</summary>
    public TimeStep? ParseStep(string? text) => text switch
    {
        null => null,
        "day" => TimeStep.Day,
        "week" => TimeStep.Week,
        "month" => TimeStep.Month,
        _ => SetProblem<TimeStep?>(() => ProblemResults.StepInvalid(text)),
    };

    /// <summary>Sets the problem if a period is longer than a year; null is ignored.</summary>
    public void RequireAtMostOneYear(ReportingPeriod? period)
    {
        if (period is null) return;
        var window = reference.Campaigns.GetWindow(period);
        Require(
            window.End.DayNumber - window.Start.DayNumber <= MaxDays,
            () => ProblemResults.Create(400, "period_too_long"));
    }

    /// <summary>Parses the cursor of a page; null is the first page.</summary>
    public long? ParseCursor(string? text)
    {
        if (text is null) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            ? cursor
            : SetProblem<long?>(ProblemResults.CursorInvalid);
    }

    /// <summary>Sets the problem unless a condition holds or there is an earlier problem.</summary>
    public void Require(bool condition, Func<IResult> createProblem)
    {
        if (!condition) Problem ??= createProblem();
    }

    private ReportingPeriod? FindLaterCampaign(string id) =>
        current.Campaigns.Find(id) is null ? null : current.Campaigns.GetWindow(ReportingPeriod.ForCampaign(id));

    private T ValueOrProblem<T>(T? value, Func<IResult> createProblem) where T : class =>
        value ?? SetProblem<T>(createProblem)!;

    private T? SetProblem<T>(Func<IResult> createProblem)
    {
        Problem ??= createProblem();
        return default;
    }
}

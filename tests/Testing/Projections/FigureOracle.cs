using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Testing.Projections;

/// <summary>
/// Computes the expected figures from the events alone, slowly and simply, independently of projections and buckets.
/// </summary>
internal sealed class FigureOracle(IEnumerable<JournalEvent> journal, ReferenceSnapshot reference)
{
    private const int FirstPopulationYear = 1985;

    private readonly List<JournalEvent> _counting =
    [
        .. journal
            .Where(stored => stored.State == EventState.Counts
                && stored.Event.Op is not (EventOperation.Withdraw or EventOperation.Final))
            .OrderBy(stored => stored.SequenceNumber),
    ];

    /// <summary>Returns the figures that a ranking compares, by city; cities without a figure are left out.</summary>
    public Dictionary<string, decimal> CityFigures(Metric metric, ReportingPeriod period)
    {
        var reporting = FindReportingCities(metric, period);
        var year = FindPopulationYear(metric, [.. reporting.Keys], period);
        var figures = new Dictionary<string, decimal>();
        foreach (var (city, inputs) in reporting)
        {
            var population = year is { } known ? reference.Places.GetPopulation(city, known) : 0;
            if (Evaluate(metric, inputs, population) is { } value) figures.Add(city, value);
        }
        return figures;
    }

    /// <summary>Returns the figure of the province, or null without one.</summary>
    public decimal? ProvinceFigure(Metric metric, ReportingPeriod period)
    {
        var reporting = FindReportingCities(metric, period);
        if (reporting.Count == 0) return null;
        if (metric.Kind == MetricKind.Coverage)
            return Round(reporting.Values.Count(inputs => inputs[0].Sum >= 1) * 100m / reference.Places.Cities.Length);
        var totals = metric.Inputs.Select((_, i) => SumInputs(reporting.Values.Select(inputs => inputs[i]))).ToArray();
        var population = FindPopulationYear(metric, [.. reporting.Keys], period) is { } year
            ? reporting.Keys.Sum(city => reference.Places.GetPopulation(city, year))
            : 0;
        return Evaluate(metric, totals, population);
    }

    /// <summary>Returns the figure of the events of one unit alone, or of the whole city's own if it is null.</summary>
    public decimal? UnitFigure(string city, string? unit, Metric metric, ReportingPeriod period) =>
        ReadInput(city, metric.Code, period, isUnitOnly: true, unit) is { } input ? Evaluate(metric, [input], 0) : null;

    private static (decimal Sum, long Weight) SumInputs(IEnumerable<(decimal Sum, long Weight)> inputs) =>
        inputs.Aggregate((total, input) => (total.Sum + input.Sum, total.Weight + input.Weight));

    private static decimal? Evaluate(Metric metric, (decimal Sum, long Weight)[] inputs, long population) =>
        metric.Kind switch
        {
            MetricKind.Ratio => inputs[1].Sum == 0 ? null : Round(inputs[0].Sum * 100 / inputs[1].Sum),
            MetricKind.PerCapita => population == 0 ? null : Round(inputs[0].Sum * 10_000 / population),
            MetricKind.Mean => Round(inputs[0].Sum / inputs[0].Weight),
            _ => inputs[0].Sum,
        };

    // The inputs of the cities that report all of them, in the order of the reference data.
    private OrderedDictionary<string, (decimal Sum, long Weight)[]> FindReportingCities(
        Metric metric, ReportingPeriod period)
    {
        var reporting = new OrderedDictionary<string, (decimal Sum, long Weight)[]>();
        foreach (var city in reference.Places.Cities)
        {
            var inputs = metric.Inputs.Select(code => ReadInput(city.Code, code, period)).ToList();
            if (inputs.TrueForAll(input => input is not null))
                reporting.Add(city.Code, [.. inputs.Select(input => input!.Value)]);
        }
        return reporting;
    }

    // The latest year up to the period's end for which all cities have a population.
    private int? FindPopulationYear(Metric metric, string[] cities, ReportingPeriod period)
    {
        if (metric.Kind != MetricKind.PerCapita || cities.Length == 0) return null;
        for (var year = period.End.Year; year >= FirstPopulationYear; year--)
            if (cities.All(city => reference.Places.FindPopulationYear([city], year) == year)) return year;
        return null;
    }

    private (decimal Sum, long Weight)? ReadInput(
        string city, string code, ReportingPeriod period, bool isUnitOnly = false, string? unit = null)
    {
        var events = _counting
            .Where(stored => stored.Event.City == city && stored.Event.Metric == code)
            .Where(stored => !isUnitOnly || stored.Event.Unit == unit)
            .ToList();
        var shares = ComputeShares(events)
            .Where(share => period.Campaign is null || share.Event.Campaign == period.Campaign)
            .ToList();
        if (reference.Catalogue[code].Kind == MetricKind.Level) return SumLatest(shares, period.End);
        // In a year in which the whole city reports, its units do not count.
        var cityYears = shares
            .Where(share => share.Event.Unit is null)
            .Select(share => share.Event.Date.Year)
            .ToHashSet();
        var counted = shares
            .Where(share => share.Event.Date >= period.Start && share.Event.Date <= period.End)
            .Where(share => isUnitOnly || share.Event.Unit is null == cityYears.Contains(share.Event.Date.Year))
            .ToList();
        if (counted.Count == 0) return null;
        return (counted.Sum(share => share.Value), counted.Sum(share => share.Event.Weight ?? 0));
    }

    // The latest reading of the whole city, or else the sum of its units' latest readings.
    private static (decimal Sum, long Weight)? SumLatest(List<EventShare> shares, DateOnly end)
    {
        var latest = shares
            .Where(share => share.Event.Date <= end)
            .GroupBy(share => share.Event.Unit ?? "")
            .ToDictionary(
                unit => unit.Key,
                unit => unit.OrderBy(share => share.Event.Date).ThenBy(share => share.Number).Last().Event.Value);
        if (latest.Count == 0) return null;
        return (latest.TryGetValue("", out var cityValue) ? cityValue : latest.Values.Sum(), 0);
    }

    // A cumulative reading contributes its difference to the previous reading of its unit and year.
    private static IEnumerable<EventShare> ComputeShares(List<JournalEvent> events) => events
        .GroupBy(stored => (stored.Event.Unit, stored.Event.Date.Year, stored.Event.Basis))
        .SelectMany(series => series.Key.Basis == Basis.Period
            ? series.Select(stored => CreateShare(stored, stored.Event.Value * (stored.Event.Weight ?? 1)))
            : ComputeDifferences(series));

    private static IEnumerable<EventShare> ComputeDifferences(IEnumerable<JournalEvent> series)
    {
        var previous = 0m;
        foreach (var stored in series.OrderBy(stored => stored.Event.Date).ThenBy(stored => stored.SequenceNumber))
        {
            yield return CreateShare(stored, stored.Event.Value - previous);
            previous = stored.Event.Value;
        }
    }

    private static EventShare CreateShare(JournalEvent stored, decimal value) =>
        new(stored.SequenceNumber, stored.Event, value);

    private static decimal Round(decimal value) => decimal.Round(value, 10, MidpointRounding.AwayFromZero);

    private sealed record EventShare(long Number, Event Event, decimal Value);
}

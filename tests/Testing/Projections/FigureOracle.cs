using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Testing.Projections;

/// <summary>What figures must be, worked out from the events alone, slowly and plainly: knows nothing of books and buckets.</summary>
internal sealed class FigureOracle(IEnumerable<JournalEvent> journal, ReferenceSnapshot reference)
{
    private readonly List<JournalEvent> _counting =
        [.. journal.Where(known => known.State == EventState.Counts && known.Event.Op is not (EventOperation.Withdraw or EventOperation.Final)).OrderBy(known => known.SequenceNumber)];

    /// <summary>Cities' figures, the ones that a ranking compares.</summary>
    public Dictionary<string, decimal> CityFigures(Metric metric, ReportingPeriod period)
    {
        var inputs = reference.Places.Cities.ToDictionary(city => city.Code, city => metric.Inputs.Select(code => Reading(city.Code, code, period)).ToArray());
        var reporting = inputs.Where(city => city.Value.All(reading => reading is not null)).ToList();
        var year = YearOf(metric, reporting.Select(city => city.Key), period);
        return reporting.Select(city => (city.Key, Value: Value(metric, city.Value!, year is { } y ? reference.Places.GetPopulation(city.Key, y) : 0)))
            .Where(city => city.Value is not null).ToDictionary(city => city.Key, city => city.Value!.Value);
    }

    /// <summary>The province's figure.</summary>
    public decimal? ProvinceFigure(Metric metric, ReportingPeriod period)
    {
        var inputs = reference.Places.Cities.ToDictionary(city => city.Code, city => metric.Inputs.Select(code => Reading(city.Code, code, period)).ToArray());
        var reporting = inputs.Where(city => city.Value.All(reading => reading is not null)).ToList();
        if (reporting.Count == 0) return null;
        if (metric.Kind == MetricKind.Coverage) return Round(reporting.Count(city => city.Value[0]!.Value.Sum >= 1) * 100m / reference.Places.Cities.Length);
        var together = metric.Inputs.Select((_, i) => ((decimal, long)?)(reporting.Sum(city => city.Value[i]!.Value.Sum), reporting.Sum(city => city.Value[i]!.Value.Weight))).ToArray();
        return Value(metric, together, YearOf(metric, reporting.Select(city => city.Key), period) is { } y ? reporting.Sum(city => reference.Places.GetPopulation(city.Key, y)) : 0);
    }

    /// <summary>What one unit itself comes to.</summary>
    public decimal? UnitFigure(string city, string? unit, Metric metric, ReportingPeriod period) => Reading(city, metric.Code, period, only: true, unit) is { } reading ? Value(metric, [reading], 0) : null;

    private static decimal? Value(Metric metric, (decimal Sum, long Weight)?[] inputs, long people) => metric.Kind switch
    {
        MetricKind.Ratio => inputs[1]!.Value.Sum == 0 ? null : Round(inputs[0]!.Value.Sum * 100 / inputs[1]!.Value.Sum),
        MetricKind.PerCapita => people == 0 ? null : Round(inputs[0]!.Value.Sum * 10_000 / people),
        MetricKind.Mean => Round(inputs[0]!.Value.Sum / inputs[0]!.Value.Weight),
        _ => inputs[0]!.Value.Sum,
    };

    private int? YearOf(Metric metric, IEnumerable<string> cities, ReportingPeriod period) => metric.Kind != MetricKind.PerCapita ? null
        : Enumerable.Range(1985, period.End.Year - 1984).Reverse().Cast<int?>().FirstOrDefault(year => cities.All(city => reference.Places.FindPopulationYear([city], year!.Value) == year) && cities.Any());

    private (decimal Sum, long Weight)? Reading(string city, string code, ReportingPeriod period, bool only = false, string? unit = null)
    {
        var mine = _counting.Where(known => known.Event.City == city && known.Event.Metric == code && (!only || known.Event.Unit == unit)).ToList();
        var shares = Shares(mine).Where(share => period.Campaign is null || share.Event.Campaign == period.Campaign).ToList();
        if (reference.Catalogue[code].Kind == MetricKind.Level)
        {
            var latest = shares.Where(share => share.Event.Date <= period.End).GroupBy(share => share.Event.Unit ?? "")
                .ToDictionary(group => group.Key, group => group.OrderBy(share => share.Event.Date).ThenBy(share => share.Number).Last().Event.Value);
            return latest.Count == 0 ? null : (latest.TryGetValue("", out var whole) ? whole : latest.Values.Sum(), 0);
        }
        var wholeYears = shares.Where(share => share.Event.Unit is null).Select(share => share.Event.Date.Year).ToHashSet();
        var counted = shares.Where(share => share.Event.Date >= period.Start && share.Event.Date <= period.End
            && (only || share.Event.Unit is null == wholeYears.Contains(share.Event.Date.Year))).ToList();
        return counted.Count == 0 ? null : (counted.Sum(share => share.Share), counted.Sum(share => share.Event.Weight ?? 0));
    }

    // A cumulative reading adds its difference to the one before of its unit and year.
    private static IEnumerable<(long Number, Event Event, decimal Share)> Shares(List<JournalEvent> events) => events
        .GroupBy(known => (known.Event.Unit, known.Event.Date.Year, known.Event.Basis))
        .SelectMany(series => series.Key.Basis == Basis.Period
            ? series.Select(known => (known.SequenceNumber, known.Event, known.Event.Value * (known.Event.Weight ?? 1)))
            : series.OrderBy(known => known.Event.Date).ThenBy(known => known.SequenceNumber).Select((known, i, before) => known.Event.Value - (before?.Event.Value ?? 0)));

    private static decimal Round(decimal value) => decimal.Round(value, 10, MidpointRounding.AwayFromZero);
}

file static class Pairs
{
    public static IEnumerable<(long, Event, decimal)> Select(this IOrderedEnumerable<JournalEvent> series, Func<JournalEvent, int, JournalEvent?, decimal> share)
    {
        JournalEvent? before = null;
        var i = 0;
        foreach (var known in series)
        {
            yield return (known.SequenceNumber, known.Event, share(known, i++, before));
            before = known;
        }
    }
}

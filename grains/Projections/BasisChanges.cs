using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Finds the years in which a report switches a metric between the whole city's events and those of the units: the
/// other side stops counting. Pure.
/// </summary>
/// <param name="before">The years with whole-city events before the report, by metric.</param>
internal sealed class BasisChanges(IReadOnlyDictionary<Metric, ImmutableSortedSet<int>> before)
{
    /// <summary>Records the state of a city before a report of some metrics.</summary>
    public static BasisChanges Begin(CityProjection projection, IEnumerable<Metric> metrics) =>
        new(metrics.Distinct().ToDictionary(metric => metric, projection.GetWholeCityYears));

    /// <summary>Returns the results with a notice at each event that switched the basis of a year.</summary>
    public ImmutableArray<EventResult> AddNotices(
        CityProjection projection, ImmutableArray<Event> events, ImmutableArray<EventResult> results)
    {
        var noticed = results.ToBuilder();
        foreach (var (metric, yearsBefore) in before)
        {
            var years = projection.GetWholeCityYears(metric);
            // A level has one basis for all years: an earlier whole-city reading changes nothing.
            if (metric.Kind == MetricKind.Level && years.IsEmpty == yearsBefore.IsEmpty) continue;
            foreach (var year in years.SymmetricExcept(yearsBefore))
            {
                if (projection.CountUnits(metric, year) is not (var units and > 0)) continue;
                if (FindCause(metric, year) is not (var index and >= 0)) continue;
                noticed[index] = noticed[index] with
                {
                    Notice = years.Contains(year)
                        ? ValidationError.BasisWholeCity(metric.Name, metric.NameEn, year, units)
                        : ValidationError.BasisUnits(metric.Name, metric.NameEn, year, units),
                };
            }
        }
        return noticed.ToImmutable();

        int FindCause(Metric metric, int year)
        {
            var accepted = Enumerable.Range(0, events.Length)
                .Where(i => results[i].Status == EventOutcome.Accepted && events[i].Metric == metric.Code)
                .ToList();
            return accepted
                .Where(i => events[i].Unit is null && events[i].Date.Year == year)
                .Concat(accepted)
                .FirstOrDefault(-1);
        }
    }
}

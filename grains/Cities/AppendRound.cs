using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Cities;

/// <summary>The events of a report that can share one append, by index. Pure.</summary>
/// <remarks>
/// All plain additions can share an append. A revision must see the effects of earlier events it interacts with, so
/// none of them may be in the same append; corrections are the exception, because <see cref="RevisionBatch"/> chains
/// their effects. Interacting events keep their order.
/// </remarks>
/// <param name="Additions">Indexes of the plain additions.</param>
/// <param name="Revisions">Indexes of the other events, to be decided in this order.</param>
internal sealed record AppendRound(ImmutableArray<int> Additions, ImmutableArray<int> Revisions)
{
    /// <summary>
    /// Creates the next round from the indexes of the undecided events, which are in order and not empty. The round
    /// contains at least one event.
    /// </summary>
    public static AppendRound CreateNext(
        CityProjection projection,
        MetricCatalogue catalogue,
        ImmutableArray<Event> events,
        IEnumerable<int> undecided)
    {
        var additions = ImmutableArray.CreateBuilder<int>();
        var revisions = ImmutableArray.CreateBuilder<int>();
        // Earlier events, whether in this round or deferred.
        var keys = new HashSet<EventKey>();
        var metrics = new HashSet<string>();
        var linkedKeys = new HashSet<EventKey>();
        // Metrics and series that further plain additions must not join.
        var closedMetrics = new HashSet<string>();
        var closedSeries = new HashSet<(string Metric, string? Unit)>();
        var addedSeries = new HashSet<(string Metric, string? Unit)>();
        var isClosedToCorrections = false;
        foreach (var i in undecided)
        {
            var e = events[i];
            var series = (e.Metric, e.Unit);
            var isOpen = !closedMetrics.Contains(e.Metric)
                && !closedSeries.Contains(series)
                && !linkedKeys.Contains(e.Key);
            if (projection.DependsOnOtherEvents(e))
            {
                // Its chain may include any unit and metric, and its days any unit. So it shares the round only with
                // other corrections, and once one is deferred, all later ones are.
                var fits = !isClosedToCorrections
                    && !metrics.Contains(e.Metric)
                    && !keys.Contains(e.Key)
                    && !linkedKeys.Contains(e.Key)
                    && (e.Target is null ? linkedKeys.Count == 0 : !keys.Contains(e.Target));
                if (fits) revisions.Add(i);
                isClosedToCorrections |= !fits || e.Target is null;
                closedMetrics.Add(e.Metric);
                linkedKeys.Add(e.Key);
                if (e.Target is not null) linkedKeys.Add(e.Target);
            }
            else
            {
                if (projection.IsPlainAddition(catalogue[e.Metric], e))
                {
                    (isOpen ? addedSeries : closedSeries).Add(series);
                    if (isOpen) additions.Add(i);
                }
                else
                {
                    if (isOpen && !addedSeries.Contains(series) && !keys.Contains(e.Key)) revisions.Add(i);
                    closedSeries.Add(series);
                }
                metrics.Add(e.Metric);
            }
            keys.Add(e.Key);
        }
        return new(additions.ToImmutable(), revisions.ToImmutable());
    }
}

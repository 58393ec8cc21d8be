using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Cities;

/// <summary>
/// Events of a report that can share an append, by their places in it: pure. What only adds goes with all else that does; what
/// needs to see what it meets goes where it meets nothing of the same append, but for corrections, which see one another. Of two
/// that meet, the first goes first.
/// </summary>
/// <param name="Additions">Those that only add.</param>
/// <param name="Revisions">Those that do more, to be decided one after the other.</param>
internal sealed record AppendRound(ImmutableArray<int> Additions, ImmutableArray<int> Revisions)
{
    /// <summary>The next round out of the places that wait, which are in order; it is never empty.</summary>
    public static AppendRound CreateNext(CityProjection book, MetricCatalogue catalogue, ImmutableArray<Event> events, IEnumerable<int> waiting)
    {
        var (adding, amending) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        // What has come before in this round or stays behind for the next: metrics, but for corrections, units of them, events, and
        // those they name.
        var (metrics, closedMetrics, keys, named) = (new HashSet<string>(), new HashSet<string>(), new HashSet<EventKey>(), new HashSet<EventKey>());
        var (added, closed) = (new HashSet<(string, string?)>(), new HashSet<(string, string?)>());
        var isOver = false;
        foreach (var i in waiting)
        {
            var (e, series) = (events[i], (events[i].Metric, events[i].Unit));
            var isOpen = !closedMetrics.Contains(e.Metric) && !closed.Contains(series) && !named.Contains(e.Key);
            if (book.DependsOnOtherEvents(e))
            {
                // Its family and its days may be of any unit, and its family of any metric: so with corrections goes nothing else
                // of the kind, and after one that stays behind all do.
                var fits = !isOver && !metrics.Contains(e.Metric) && !keys.Contains(e.Key) && !named.Contains(e.Key) &&
                    (e.Target is null ? named.Count == 0 : !keys.Contains(e.Target));
                if (fits) amending.Add(i);
                isOver |= !fits || e.Target is null;
                closedMetrics.Add(e.Metric);
                named.Add(e.Key);
                if (e.Target is not null) named.Add(e.Target);
            }
            else if (book.IsPlainAddition(catalogue[e.Metric], e))
            {
                (isOpen ? added : closed).Add(series);
                if (isOpen) adding.Add(i);
            }
            else
            {
                if (isOpen && !added.Contains(series) && !keys.Contains(e.Key)) amending.Add(i);
                closed.Add(series);
            }
            if (!book.DependsOnOtherEvents(e)) metrics.Add(e.Metric);
            keys.Add(e.Key);
        }
        return new(adding.ToImmutable(), amending.ToImmutable());
    }
}

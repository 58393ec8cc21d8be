using System.Collections.Immutable;
using IpMonitor.Grains.Books;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Cities;

/// <summary>
/// Events of a report that can share an append, by their places in it: pure. What only adds goes with all else that does; what
/// needs to see what it meets goes where it meets nothing of the same append. Of two that meet, the first goes first.
/// </summary>
/// <param name="Adding">Those that only add.</param>
/// <param name="Amending">Those that do more; no two meet.</param>
internal sealed record ReportRound(ImmutableArray<int> Adding, ImmutableArray<int> Amending)
{
    /// <summary>The next round out of the places that wait, which are in order; it is never empty.</summary>
    public static ReportRound Of(CityBook book, Catalogue catalogue, ImmutableArray<Event> events, IEnumerable<int> waiting)
    {
        var (adding, amending) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        // What has come before in this round or stays behind for the next: metrics, units of them, events, and those they name.
        var (metrics, closedMetrics, keys, named) = (new HashSet<string>(), new HashSet<string>(), new HashSet<EventKey>(), new HashSet<EventKey>());
        var (added, closed) = (new HashSet<(string, string?)>(), new HashSet<(string, string?)>());
        foreach (var i in waiting)
        {
            var (e, series) = (events[i], (events[i].Metric, events[i].Unit));
            var isFirst = metrics.Add(e.Metric);
            var isOpen = !closedMetrics.Contains(e.Metric) && !closed.Contains(series) && !named.Contains(e.Key);
            if (book.MeetsOthers(e))
            {
                // Its family and its days may be of any unit, and its family of any metric: so there is one of its kind a round.
                if (isFirst && named.Count == 0 && !keys.Contains(e.Key) && (e.Target is null || !keys.Contains(e.Target))) amending.Add(i);
                closedMetrics.Add(e.Metric);
                named.Add(e.Key);
                if (e.Target is not null) named.Add(e.Target);
            }
            else if (book.OnlyAdds(catalogue[e.Metric], e))
            {
                (isOpen ? added : closed).Add(series);
                if (isOpen) adding.Add(i);
            }
            else
            {
                if (isOpen && !added.Contains(series) && !keys.Contains(e.Key)) amending.Add(i);
                closed.Add(series);
            }
            keys.Add(e.Key);
        }
        return new(adding.ToImmutable(), amending.ToImmutable());
    }
}

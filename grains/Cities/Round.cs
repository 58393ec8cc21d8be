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
internal sealed record Round(ImmutableArray<int> Adding, ImmutableArray<int> Amending)
{
    /// <summary>The next round out of the places that wait, which are in order.</summary>
    public static Round Of(CityBook book, Catalogue catalogue, ImmutableArray<Event> events, IEnumerable<int> waiting)
    {
        var (adding, amending) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        var (closed, met) = (new HashSet<string>(), new HashSet<string>());
        var (closedSeries, added) = (new HashSet<(string, string?)>(), new HashSet<(string, string?)>());
        foreach (var i in waiting)
        {
            var (e, series) = (events[i], (events[i].Metric, events[i].Unit));
            var isFirst = met.Add(e.Metric);
            var isOpen = !closed.Contains(e.Metric) && !closedSeries.Contains(series);
            if (book.OnlyAdds(catalogue[e.Metric], e))
            {
                (isOpen ? added : closedSeries).Add(series);
                if (isOpen) adding.Add(i);
            }
            else if (book.MeetsOthers(e))
            {
                // Its family and its days may be of any unit.
                if (isFirst) amending.Add(i);
                closed.Add(e.Metric);
            }
            else
            {
                if (isOpen && !added.Contains(series)) amending.Add(i);
                closedSeries.Add(series);
            }
        }
        return new(adding.ToImmutable(), amending.ToImmutable());
    }
}

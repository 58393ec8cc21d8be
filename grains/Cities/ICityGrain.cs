using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Grains.Cities;

/// <summary>A city: the only writer of its events. Its key is the city's GB/T 2260 code.</summary>
public interface ICityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes admitted events of this city and answers when they are on disk: each is accepted, a duplicate, or refused
    /// (<c>id_reused</c>, <c>total_too_large</c>).
    /// </summary>
    /// <exception cref="Journal.JournalException">The store cannot take them now; the same ids may be sent again.</exception>
    [Alias("Report")]
    Task<Receipt> Report(ImmutableArray<Event> events);
}

using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Cities;

/// <summary>
/// Permissions to correct events (configuration section <c>Corrections</c>). Every source may correct its own events.
/// </summary>
public sealed class CorrectionOptions
{
    /// <summary>Sources that may correct events of every source; by default the province's own.</summary>
    public ImmutableArray<string> Sources { get; set; } = ["province"];

    /// <summary>Returns true if the first event may correct the second.</summary>
    public bool IsAllowed(Event correction, Event corrected) =>
        correction.Source == corrected.Source || Sources.Contains(correction.Source);
}

using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Cities;

/// <summary>Who may correct what (configuration section <c>Corrections</c>): everybody their own, and some sources anybody's.</summary>
public sealed class CorrectionOptions
{
    /// <summary>The sources that may correct any other's events, the province's own by default.</summary>
    public ImmutableArray<string> Sources { get; set; } = ["province"];

    /// <summary>Whether the first event may correct the second.</summary>
    public bool IsAllowed(Event correction, Event corrected) => correction.Source == corrected.Source || Sources.Contains(correction.Source);
}

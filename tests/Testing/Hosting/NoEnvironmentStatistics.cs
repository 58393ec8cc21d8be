using Orleans.Statistics;

namespace IpMonitor.Testing.Hosting;

/// <summary>
/// Replaces Orleans' statistics of processor and memory, which force a blocking collection of the whole heap at every
/// start of a silo; a run starts hundreds.
/// </summary>
internal sealed class NoEnvironmentStatistics : IEnvironmentStatisticsProvider
{
    public EnvironmentStatistics GetEnvironmentStatistics() => default;
}

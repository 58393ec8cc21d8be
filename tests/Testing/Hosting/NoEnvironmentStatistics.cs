using Orleans.Statistics;

namespace IpMonitor.Testing.Hosting;

/// <summary>
/// Replaces Orleans' environment statistics, which force a blocking full garbage collection at each silo start; a test run
/// starts hundreds.
/// </summary>
internal sealed class NoEnvironmentStatistics : IEnvironmentStatisticsProvider
{
    public EnvironmentStatistics GetEnvironmentStatistics() => default;
}

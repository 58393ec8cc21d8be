using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.OrleansContracts;
using IpMonitor.Silo;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>A report whose append conflicts with one of another activation of the same city.</summary>
public sealed class ConflictTests
{
    private const string City = "370300";
    private static readonly EventKey Target = new("bureau", "target");

    // Found by the simulation (seed 11565): the replacement was rejected because of the withdrawal before it in the
    // same report, and stayed rejected although the withdrawal was never appended.
    [Fact]
    public async Task Results_that_rest_on_an_append_in_conflict_are_decided_anew()
    {
        var replacement = Correction("bureau", "replacement", EventOperation.Replace, 21);
        var withdrawal = Correction("province", "withdrawal", EventOperation.Withdraw, 0);
        await using var host = await GrainHost.Start();
        await using var other = await LocalCluster.Start(silo => silo.AddIpMonitor(host.Folder));
        host.Journal.AroundAppend = async (_, append) =>
        {
            host.Journal.AroundAppend = null;
            await other.GrainFactory.GetGrain<ICityGrain>(City).Report([replacement]);
            return await append();
        };

        var report = await host.Grains.GetGrain<ICityGrain>(City).Report([withdrawal, replacement]);

        Assert.Equal(EventOutcome.Rejected, report.Results[0].Status);
        Assert.Equal("already_corrected", report.Results[0].Error?.Code);
        Assert.Equal(EventOutcome.Duplicate, report.Results[1].Status);
    }

    private static Event Correction(string source, string id, EventOperation operation, decimal value) => new(
        source, id, City, null, "pledge.amount", value, null, new(2025, 12, 31), null, null, null, Qualifier.Exact,
        operation, Target: Target);
}

using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.IntegrationTests.Runtime;
using IpMonitor.Silo;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;

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
        var folder = TestFolder.CreatePath();
        await using (var first = await LocalCluster.Start(silo => silo.AddIpMonitor(folder)))
        await using (var second = await LocalCluster.Start(silo => AddIpMonitorWithFaultyJournal(silo, folder)))
        {
            var journal = (FaultyJournal)second.GetService<IJournal>();
            journal.AroundAppend = async (_, append) =>
            {
                journal.AroundAppend = null;
                await first.GrainFactory.GetGrain<ICityGrain>(City).Report([replacement]);
                return await append();
            };

            var report = await second.GrainFactory.GetGrain<ICityGrain>(City).Report([withdrawal, replacement]);

            Assert.Equal(EventStatus.Rejected, report.Results[0].Status);
            Assert.Equal("already_corrected", report.Results[0].Error?.Code);
            Assert.Equal(EventStatus.Duplicate, report.Results[1].Status);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void AddIpMonitorWithFaultyJournal(ISiloBuilder silo, string folder)
    {
        silo.AddIpMonitor(folder);
        silo.Services.AddSingleton<SqlJournal>();
        silo.Services.AddSingleton<IJournal, FaultyJournal>();
    }

    private static Event Correction(string source, string id, EventOperation operation, decimal value) => new(
        source, id, City, null, "pledge.amount", value, null, new(2025, 12, 31), null, null, null, Qualifier.Exact,
        operation, Target: Target);
}

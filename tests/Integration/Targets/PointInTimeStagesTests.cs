using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Targets;

/// <summary>Target stages as known at a position, over a real store.</summary>
public sealed class PointInTimeStagesTests
{
    [Fact]
    public async Task Stages_at_a_position_exclude_later_events_of_its_day()
    {
        await using var host = await GrainHost.Start();
        var today = TimeProvider.System.GetChinaToday();
        var (month, year) = (ReportingPeriod.ForMonth(today).Text, ReportingPeriod.ForYear(today.Year));
        await host.ReferenceData.Put(
            "targets.csv",
            $"city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,{month},,10,,,,",
            "desk");
        var city = host.Grains.GetGrain<ICityGrain>("370300");
        Event Add(string unit, decimal value) =>
            new(
                "t",
                unit,
                "370300",
                unit,
                "pledge.count",
                value,
                null,
                today,
                null,
                null,
                null,
                Qualifier.Exact,
                EventOperation.Add);
        var first = (await city.Report([Add("370303", 4)])).Position;
        var second = (await city.Report([Add("370302", 3)])).Position;
        Assert.Equal([4m, 7m], await Task.WhenAll(new[] { first, second }.Select(async position =>
            (await host.History.GetTargetStages(
                (await host.History.ResolveText($"{position}"))!,
                "370300",
                host.ReferenceData.Current.Catalogue["pledge.count"],
                year)).Single().Now)));
    }
}

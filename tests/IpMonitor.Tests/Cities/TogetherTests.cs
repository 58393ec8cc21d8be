using System.Globalization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reports;
using IpMonitor.Tests.Server;
using IpMonitor.Tests.Streams;

namespace IpMonitor.Tests.Cities;

/// <summary>Corrections share an append: what they come to is what they come to one by one.</summary>
public sealed class TogetherTests
{
    [Fact]
    public async Task A_report_of_many_that_meet_comes_to_what_they_come_to_one_by_one()
    {
        for (var seed = 1; seed <= int.Parse(Environment.GetEnvironmentVariable("IPM_TOGETHER") ?? "6", CultureInfo.InvariantCulture); seed++)
        {
            await using var together = await GrainHost.Start();
            await using var apart = await GrainHost.Start();
            var appends = (Together: 0, Apart: 0);
            together.Journal.Appending = () => appends.Together++;
            apart.Journal.Appending = () => appends.Apart++;
            foreach (var city in StreamPlan.Cities)
            {
                var events = StreamPlan.Of(seed).OfType<Reported>().Where(report => report.City == city).SelectMany(report => report.Events).ToList();
                var verdicts = (await together.Grains.GetGrain<ICityGrain>(city).Report([.. events])).Verdicts.Select(Told);
                var alone = new List<string>();
                foreach (var e in events) alone.Add(Told((await apart.Grains.GetGrain<ICityGrain>(city).Report([e])).Verdicts[0]));
                Assert.Equal(alone, verdicts);
                Assert.Equal(await Kept(apart, city), await Kept(together, city));
            }
            Assert.True(appends.Together < appends.Apart, $"{appends}");
        }
    }

    private static string Told(Verdict verdict) => $"{verdict.Fate} {verdict.Refusal?.Code}";

    private static async Task<List<string>> Kept(GrainHost host, string city) =>
    [
        .. (await host.Journal.City(city)).Buckets.Where(bucket => bucket != Bucket.Empty(bucket.Key)).Select(bucket => $"{bucket}").Order(),
        .. (await host.Journal.Events(new(city, null, [], null, null, null, null, int.MaxValue))).Events.Select(known => $"{known.Event.Key} {known.State}").Order(),
    ];
}

using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>A batch of corrections has the same result as the same corrections one by one.</summary>
public sealed class CorrectionBatchTests
{
    private static readonly ImmutableArray<string> Metrics = ["pledge.count", "case.trademark.days", "trademark.valid"];
    private static readonly ImmutableArray<DateOnly> Days = [
        new(2023, 3, 1), new(2023, 9, 1), new(2024, 3, 1), new(2024, 12, 31)
    ];

    [Fact]
    public async Task A_batch_of_related_corrections_has_the_same_result_as_single_reports()
    {
        await using var batched = await GrainHost.Start();
        await using var separate = await GrainHost.Start();
        var appends = (Together: 0, Apart: 0);
        batched.Journal.BeforeAppend = () => appends.Together++;
        separate.Journal.BeforeAppend = () => appends.Apart++;
        foreach (var (seed, city) in batched.ReferenceData.Current.Places.Cities.Index())
            for (var round = 0; round < 3; round++)
            {
                var events = Events(new Random(4000 + 10 * seed + round), city.Code, round).ToList();
                var eventResults = (await batched.Grains.GetGrain<ICityGrain>(city.Code).Report([.. events])).Results
                    .Select(Describe);
                var single = new List<string>();
                foreach (var e in events)
                    single.Add(
                        Describe((await separate.Grains.GetGrain<ICityGrain>(city.Code).Report([e])).Results[0]));
                Assert.Equal(single, eventResults);
                Assert.Equal(await StoredEvents(separate, city.Code), await StoredEvents(batched, city.Code));
            }
        Assert.True(3 * appends.Together < 2 * appends.Apart, $"{appends}");
    }

    [Fact]
    public async Task Room_freed_by_a_correction_is_usable_by_later_rows_of_the_report()
    {
        await using var host = await GrainHost.Start();
        var city = host.Grains.GetGrain<ICityGrain>("370300");
        Event april = new(
            "t",
            "april",
            "370300",
            null,
            "pledge.count",
            5,
            null,
            new(2024, 4, 20),
            null,
            null,
            null,
            Qualifier.Exact,
            EventOperation.Add);
        var (january, before) = (april with { Id = "january", Date = new(2024, 1, 28), Basis = Basis.Ytd },
            april with { Id = "before", Date = new(2023, 4, 20) });
        var elsewhere = january with { Id = "elsewhere", Date = new(2022, 1, 28) };
        foreach (var e in (Event[])[april, Withdraw(april), january, before, elsewhere]) await Take(e);
        // A year has one basis: the first correction of each pair removes the events of the other basis.
        await Take(Withdraw(january), Withdraw(Withdraw(april)));
        await Take(
            Withdraw(before),
            elsewhere with
            {
                Id = "instead",
                Date = new(2023, 1, 28),
                Op = EventOperation.Replace,
                Target = elsewhere.Key,
            });
        Assert.Equal(
            ["2023-01-28 5", "2024-04-20 5"],
            (await host.Journal.GetCityState("370300")).Buckets
                .Where(bucket => bucket.Count > 0)
                .Select(bucket => $"{bucket.Key.Day:O} {FixedPoint.FromScaled(bucket.Sum):0}")
                .Order());

        async Task Take(params ImmutableArray<Event> events) =>
            Assert.All((await city.Report(events)).Results, eventResult =>
                Assert.Equal("Accepted ", Describe(eventResult)));
        static Event Withdraw(Event e) =>
            e with { Id = $"w-{e.Id}", Value = 0, Op = EventOperation.Withdraw, Target = e.Key };
    }

    // Many events share few metrics and days, and most are corrections after the first round, so that they interact.
    private static IEnumerable<Event> Events(Random random, string city, int round)
    {
        for (var i = 0; i < 24; i++)
        {
            var metric = Metrics[random.Next(20) switch { < 12 => 0, < 15 => 1, _ => 2 }];
            var op = random.Next(40) switch
            {
                0 => EventOperation.Final,
                var n when n < (round == 0 ? 30 : 8) => metric == Metrics[2] ? EventOperation.Set : EventOperation.Add,
                < 34 => EventOperation.Withdraw,
                _ => EventOperation.Replace,
            };
            var day = op == EventOperation.Final ? Days[3] : Days[random.Next(Days.Length)];
            yield return new(
                "t",
                $"{city}-{24 * round + i}",
                city,
                null,
                metric,
                op is EventOperation.Withdraw or EventOperation.Final ? 0 : random.Next(1, 40),
                metric == Metrics[1] && op is not (EventOperation.Withdraw or EventOperation.Final)
                    ? random.Next(1, 5)
                    : null, day, random.Next(5) == 0 ? "publicity-week-2024" : null, null, null,
                (Qualifier)random.Next(3),
                op,
                metric == Metrics[0]
                    && op != EventOperation.Final
                    && (day.Year == 2023 ? random.Next(8) > 0 : random.Next(8) == 0) ? Basis.Ytd : Basis.Period,
                op is EventOperation.Withdraw or EventOperation.Replace
                    ? new("t", $"{city}-{random.Next(24 * (round + 1))}")
                    : null);
        }
    }

    private static string Describe(EventResult eventResult) => $"{eventResult.Status} {eventResult.Error?.Code}";

    private static async Task<List<string>> StoredEvents(GrainHost host, string city) =>
    [
        .. (await host.Journal.GetCityState(city)).Buckets
            .Where(bucket => bucket != Bucket.Empty(bucket.Key))
            .Select(bucket => $"{bucket}")
            .Order(),
        .. (await host.Journal.QueryEvents(new(city, null, [], null, null, null, null, int.MaxValue))).Events
            .Select(known => $"{known.Event.Key} {known.State}")
            .Order(),
    ];
}

using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reports;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Cities;

/// <summary>
/// Random streams of additions, readings, corrections, duplicates and late arrivals, in any order and any split into batches:
/// the grains' answers equal a recount that knows nothing of books and buckets, also after a restart in the middle.
/// </summary>
public sealed class StreamTests
{
    private static readonly string[] Metrics = ["pledge.count", "trademark.valid", "case.trademark.days", "license.open"];
    private static readonly string?[] Units = [null, "370303", "370302"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Answers_equal_an_independent_recount(int seed)
    {
        var random = new Random(seed);
        await using var host = await GrainHost.Start();
        for (var round = 0; round < 40; round++)
        {
            var sent = Stream(random, round).ToList();
            foreach (var batch in Batches(random, sent)) await host.Grains.GetGrain<ICityGrain>("370300").Report(batch);
            if (round % 15 == 14) await host.Restart();
            if (round % 5 != 4) continue;
            var differences = Verification.Differences(host.Store, out _);
            Assert.True(differences.Count == 0, $"seed {seed}, round {round}: {string.Join("\n", differences)}");
            await AnswersAreRight(host, $"seed {seed}, round {round}");
        }
    }

    private static IEnumerable<Event> Stream(Random random, int round)
    {
        var ids = Enumerable.Range(0, 12).Select(i => $"{round}-{i}").ToArray();
        foreach (var id in ids.Order(Comparer<string>.Create((_, _) => random.Next(3) - 1)))
        {
            var metric = Metrics[random.Next(Metrics.Length)];
            var fitting = metric == "trademark.valid" ? Op.Set : Op.Add;
            // license.open is reported cumulatively; the others by increment or reading.
            var basis = metric == "license.open" ? Basis.Ytd : Basis.Period;
            var op = random.Next(10) switch { < 6 => fitting, < 8 => Op.Replace, _ => Op.Withdraw };
            yield return new(
                "t", id, "370300", Units[random.Next(Units.Length)], metric, op == Op.Withdraw ? 0 : random.Next(100) / 4m,
                metric == "case.trademark.days" && op != Op.Withdraw ? random.Next(1, 9) : null,
                new DateOnly(2022, 1, 1).AddDays(random.Next(3 * 365)), random.Next(4) == 0 ? "publicity-week-2024" : null, null, null,
                (Qualifier)random.Next(3), op, basis, op is Op.Replace or Op.Withdraw ? new("t", ids[random.Next(ids.Length)]) : null);
        }
    }

    private static IEnumerable<ImmutableArray<Event>> Batches(Random random, List<Event> events)
    {
        for (var i = 0; i < events.Count;)
        {
            var size = random.Next(1, 6);
            // Some of what was sent before comes once more.
            yield return [.. events.Skip(i).Take(size), .. Enumerable.Range(0, random.Next(3)).Select(_ => events[random.Next(Math.Min(events.Count, i + size))])];
            i += size;
        }
    }

    private static async Task AnswersAreRight(GrainHost host, string where)
    {
        var events = await host.Journal.Events(new("370300", null, [], null, null, null, null, int.MaxValue));
        var ranking = host.Grains.GetGrain<IRankingGrain>("370000");
        foreach (var metric in Metrics[..3])
            foreach (var text in (string[])["2023", "2024Q1", "2022-06-15..2024-02-03", "2024-ytd@02-29", "2023-07"])
            {
                var period = ReportingPeriod.Parse(text)!;
                var counting = events.Events.Where(known => known.Event.Metric == metric && known.State == EventState.Counts).OrderBy(known => known.Number).ToList();
                var expected = metric switch
                {
                    "trademark.valid" => Level(counting, period),
                    "case.trademark.days" => Flow(counting, period) is { Count: > 0 } flow ? flow.Sum(e => e.Value * e.Weight!.Value) / flow.Sum(e => e.Weight!.Value) : null,
                    _ => Flow(counting, period) is { Count: > 0 } flow ? flow.Sum(e => e.Value) : (decimal?)null,
                };
                var row = (await ranking.Ranking(metric, text, Baseline.Previous)).Rows.SingleOrDefault();
                Assert.True(Rounded(expected) == row?.Value, string.Create(CultureInfo.InvariantCulture, $"{where}: {metric} {text} is {row?.Value} and should be {expected}"));
            }
    }

    private static decimal? Level(List<JournalEvent> counting, ReportingPeriod period)
    {
        var latest = counting.Where(known => known.Event.Date <= period.End).GroupBy(known => known.Event.Unit ?? "")
            .ToDictionary(unit => unit.Key, unit => unit.OrderBy(known => known.Event.Date).ThenBy(known => known.Number).Last().Event.Value);
        return latest.Count == 0 ? null : latest.TryGetValue("", out var whole) ? whole : latest.Values.Sum();
    }

    private static List<Event> Flow(List<JournalEvent> counting, ReportingPeriod period)
    {
        var wholeYears = counting.Where(known => known.Event.Unit is null).Select(known => known.Event.Date.Year).ToHashSet();
        return [.. counting.Select(known => known.Event).Where(e =>
            e.Date >= period.Start && e.Date <= period.End && (e.Unit is null) == wholeYears.Contains(e.Date.Year))];
    }

    private static decimal? Rounded(decimal? value) => value is { } exact ? decimal.Round(exact, 10, MidpointRounding.AwayFromZero) : null;
}

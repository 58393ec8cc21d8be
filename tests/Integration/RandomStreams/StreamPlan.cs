using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>
/// Random streams, one per city, determined by a seed: additions, readings, corrections, duplicates, late arrivals,
/// final marks and wrong clocks, in any order and batch size.
/// </summary>
internal static class StreamPlan
{
    public static readonly ImmutableArray<string> Cities = [
        "370100", "370200", "370300", "370400", "370500", "370600", "370700", "370800"
    ];

    public static readonly ImmutableArray<string> ReportedMetrics =
        [
            "pledge.count", "trademark.valid", "case.trademark.days", "license.open", "patent.invention.valid",
            "court.accepted", "court.closed", "mediation.org.valid"
        ];

    public static readonly ImmutableArray<string> QueriedMetrics = [
        .. ReportedMetrics, "court.closed.rate", "patent.invention.per10k"
    ];

    public static readonly ImmutableArray<string> Periods =
        [
            "2022", "2023", "2024", "2024Q1", "2023-07", "2023-02-14", "2022-06-15..2024-02-03", "2024-ytd@02-29",
            "2022-W52", "2024-W17", "publicity-week-2024"
        ];

    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    public static ImmutableArray<StreamStep> Generate(int seed)
    {
        var random = new Random(seed);
        var steps = ImmutableArray.CreateBuilder<StreamStep>();
        foreach (var city in Cities)
            foreach (var batch in Batches(random, [.. Events(random, city)])) steps.Add(new ReportStep(city, batch));
        var shuffled = steps.OrderBy(_ => random.Next()).ToList();
        for (var i = random.Next(4); i > 0; i--)
            shuffled.Insert(
                random.Next(shuffled.Count + 1), new AdvanceTimeStep(TimeSpan.FromHours(random.Next(1, 40))));
        for (var i = random.Next(3); i > 0; i--)
            shuffled.Insert(random.Next(shuffled.Count + 1), CreateReferenceChange(random));
        if (random.Next(4) == 0) shuffled.Insert(random.Next(shuffled.Count + 1), new RestartStep());
        if (seed % 4 == 0) InsertClockFault(new(seed), shuffled);
        return [.. shuffled];
    }

    // The clock is weeks ahead for a while. Orleans needs a restart when a clock is set back.
    private static void InsertClockFault(Random random, List<StreamStep> steps)
    {
        var jump = TimeSpan.FromDays(random.Next(20, 400));
        var start = random.Next(1, steps.Count);
        steps.Insert(start, new AdvanceTimeStep(jump));
        steps.Insert(random.Next(start + 1, steps.Count + 1), new RestartStep(-jump));
    }

    private static IEnumerable<Event> Events(Random random, string city)
    {
        // Few metrics per stream, so that events interact.
        var metrics = ReportedMetrics.OrderBy(_ => random.Next())
            .Take(random.Next(1, 4))
            .Select(code => Reference.Catalogue[code])
            .ToArray();
        string?[] units = [
            null, .. Reference.Places.Units.Where(unit => unit.City == city).Take(2).Select(unit => unit.Code)
        ];
        var basis = random.Next(3) == 0 ? Basis.Ytd : Basis.Period;
        var ids = Enumerable.Range(0, random.Next(2, 12)).Select(i => $"{city}-{i}").ToArray();
        foreach (var id in ids.OrderBy(_ => random.Next()))
        {
            var metric = metrics[random.Next(metrics.Length)];
            var op = random.Next(20) switch
            {
                < 12 => metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add,
                < 16 => EventOperation.Replace,
                < 19 => EventOperation.Withdraw,
                _ => EventOperation.Final,
            };
            var date = new DateOnly(2022, 1, 1)
                .AddDays(random.Next(3) == 0 ? random.Next(3 * 365) : random.Next(8) * 137);
            yield return new(
                random.Next(6) == 0 ? "province" : "t", id, city, units[random.Next(units.Length)], metric.Code,
                op is EventOperation.Withdraw or EventOperation.Final ? 0 : random.Next(1, 400) / 4m,
                metric.Kind == MetricKind.Mean && op is not (EventOperation.Withdraw or EventOperation.Final)
                    ? random.Next(1, 9)
                    : null,
                op == EventOperation.Final ? new(random.Next(2022, 2025), 12, 31) : date,
                random.Next(4) == 0 ? "publicity-week-2024" : null, null, null, (Qualifier)random.Next(3), op,
                metric.Code == "license.open" && op != EventOperation.Final ? basis : Basis.Period,
                op is EventOperation.Replace or EventOperation.Withdraw
                    ? new("t", ids[random.Next(ids.Length)])
                    : null);
        }
    }

    private static IEnumerable<ImmutableArray<Event>> Batches(Random random, List<Event> events)
    {
        for (var i = 0; i < events.Count;)
        {
            var size = random.Next(1, 6);
            // Some earlier events are sent again.
            yield return [
                .. events.Skip(i).Take(size),
                .. Enumerable.Range(0, random.Next(3)).Select(_ =>
                    events[random.Next(Math.Min(events.Count, i + size))])
            ];
            i += size;
        }
    }

    private static ChangeReferenceStep CreateReferenceChange(Random random)
    {
        var weight = random.Next(1, 60) + 0.5m;
        return random.Next(5) switch
        {
            0 => new(
                "population.csv",
                string.Join(
                    '\n',
                    Cities.SelectMany(
                        city => Enumerable.Range(2020, random.Next(1, 5)).Select(year =>
                            $"{city},{year},{random.Next(1_000_000, 9_000_000)}")).Prepend("city,year,population"))),
            1 => new("metrics.csv", ReferenceSnapshot.BuiltIn["metrics.csv"].Replace(
                "financing,sum,笔,higher,,,,\n",
                $"financing,sum,笔,higher,,,,{(random.Next(2) == 0 ? "province" : "t")}\n",
                StringComparison.Ordinal)),
            2 => new("targets.csv", $"""
                city,metric,period,goal,value,against,base,curve,note
                *,pledge.count,2024,reach,{random.Next(10, 500)},,,,
                *,trademark.valid,2024,reach,{random.Next(10, 500)},,,earlier-years,
                *,court.closed.rate,2024,benchmark,,province-last-year,,,
                """),
            3 => new("schemes.json", string.Create(CultureInfo.InvariantCulture, $$"""
                [{ "code": "score.overall", "name": "综合", "nameEn": "Overall", "indicators": [
                  { "metric": "pledge.count", "weight": {{weight}}, "scoring": "target" },
                  { "metric": "case.trademark.days", "weight": 20, "scoring": "minmax" },
                  { "metric": "trademark.valid", "weight": {{80 - weight}}, "scoring": "rank" }] }]
                """)),
            _ => new(
                "rules.json",
                $$"""{ "yellowWithin": {{random.Next(0, 50)}}, "closeDays": 10, "lowBase": { "*": {{random.Next(
                    1, 200)}} } }"""),
        };
    }
}

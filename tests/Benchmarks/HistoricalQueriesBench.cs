using System.Diagnostics;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Testing.Time;

namespace IpMonitor.Benchmarks;

/// <summary>Measures the cost of projections and of historical queries with a long journal.</summary>
internal static class HistoricalQueriesBench
{
    private static readonly DateTimeOffset YearEnd =
        new DateOnly(StoreSeeder.Year, 12, 31).ToChinaMidnight().AddHours(20);

    /// <summary>
    /// Measures an event and the next ranking with a short and with a long journal, in alternating rounds.
    /// </summary>
    public static async Task MeasureProjection(int rounds, int fewEvents, int manyEvents)
    {
        await using var small = await StartSilo(fewEvents);
        await using var large = await StartSilo(manyEvents);
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var (few, many) = (await MeasureCost(small, round), await MeasureCost(large, round));
            if (round == 0) continue; // Warm-up.
            ratios.Add(many / few);
            Console.WriteLine(
                $"  round {round}: with {fewEvents:N0} events {few:N0} µs, with {manyEvents:N0} {many:N0} µs "
                + $"per event and ranking, ratio {many / few:0.00}");
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    /// <summary>Measures the daily history of a ranking over a year.</summary>
    public static async Task MeasureHistory(int rounds, int events)
    {
        await using var silo = await StartSilo(events);
        var metric = silo.Reference.Current.Catalogue[StoreSeeder.Metric];
        var year = ReportingPeriod.ForYear(StoreSeeder.Year);
        var times = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var history = await silo.PointInTimeQueries.GetHistory(metric, year, TimeStep.Day);
            if (round > 0) times.Add(clock.Elapsed.TotalMilliseconds);
            if (history.Points.Length != 365 || history.Cities.Length != 16)
                throw new InvalidOperationException("The history is incomplete.");
        }
        var (median, slowest) = (IngestBench.Median(times), times.Max());
        Console.WriteLine($"  {events:N0} events: median {median:0} ms, slowest {slowest:0} ms, of {rounds} calls");
    }

    private static async Task<BenchSilo> StartSilo(int events)
    {
        var clock = Stopwatch.StartNew();
        var silo = await BenchSilo.Start(new ManualTimeProvider(YearEnd), folder => StoreSeeder.Fill(folder, events));
        Console.WriteLine($"  {events:N0} events written in {clock.Elapsed.TotalSeconds:0} s");
        return silo;
    }

    private static async Task<double> MeasureCost(BenchSilo silo, int round)
    {
        const int times = 200;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            var e = StoreSeeder.CreateEvent(i, new(StoreSeeder.Year, 12, 31)) with { Id = $"more-{round}-{i}" };
            await silo.Grains.GetGrain<ICityGrain>(e.City).Report([e]);
            await silo.Ranking.GetRanking(StoreSeeder.Metric, "2025", Baseline.Previous);
        }
        return clock.Elapsed.TotalMicroseconds / times;
    }
}

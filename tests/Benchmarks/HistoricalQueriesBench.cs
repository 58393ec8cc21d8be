using System.Diagnostics;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Benchmarks;

/// <summary>What it costs to count one more event, and to look back, when the journal is long.</summary>
internal static class HistoricalQueriesBench
{
    private static readonly DateTimeOffset YearEnd = new DateOnly(StoreSeeder.Year, 12, 31).ToChinaMidnight().AddHours(20);

    /// <summary>Reporting an event and ranking again, with few events in the journal and with many, turn by turn.</summary>
    public static async Task MeasureProjection(int rounds, int few, int many)
    {
        await using var small = await StartSilo(few);
        await using var large = await StartSilo(many);
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var (a, b) = (await MeasureCost(small, round), await MeasureCost(large, round));
            if (round == 0) continue; // warms up
            ratios.Add(b / a);
            Console.WriteLine($"  round {round}: with {few:N0} events {a:N0} µs, with {many:N0} {b:N0} µs an event and ranking, ratio {b / a:0.00}");
        }
        Console.WriteLine($"  median ratio {ratios.Order().ElementAt(rounds / 2):0.00} of {rounds} rounds");
    }

    /// <summary>A ranking's history over a year, day by day.</summary>
    public static async Task MeasureHistory(int rounds, int events)
    {
        await using var host = await StartSilo(events);
        var (metric, year) = (host.Shelf.Current.Catalogue[StoreSeeder.Metric], ReportingPeriod.ForYear(StoreSeeder.Year));
        var times = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var history = await host.Archive.GetHistory(metric, year, HistoryStep.Day);
            if (round > 0) times.Add(clock.Elapsed.TotalMilliseconds);
            if (history.Points.Length != 365 || history.Cities.Length != 16) throw new InvalidOperationException("The history is not whole.");
        }
        Console.WriteLine($"  {events:N0} events: median {times.Order().ElementAt(rounds / 2):0} ms, slowest {times.Max():0} ms, of {rounds} calls");
    }

    private static async Task<BenchSilo> StartSilo(int events)
    {
        var clock = Stopwatch.StartNew();
        var silo = await BenchSilo.Start(new ManualTimeProvider(YearEnd), folder => StoreSeeder.Fill(folder, events));
        Console.WriteLine($"  {events:N0} events written in {clock.Elapsed.TotalSeconds:0} s");
        return silo;
    }

    private static async Task<double> MeasureCost(BenchSilo host, int round)
    {
        const int Times = 200;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Times; i++)
        {
            var e = StoreSeeder.CreateEvent(i, new(StoreSeeder.Year, 12, 31)) with { Id = $"more-{round}-{i}" };
            await host.Grains.GetGrain<ICityGrain>(e.City).Report([e]);
            await host.Ranking.GetRanking(StoreSeeder.Metric, "2025", Baseline.Previous);
        }
        return clock.Elapsed.TotalMicroseconds / Times;
    }
}

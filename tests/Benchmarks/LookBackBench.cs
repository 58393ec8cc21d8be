using System.Diagnostics;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Time;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Measures the state at a position in the middle of a day that reports a whole year of one city, in a store with few
/// and in one with ten times as many events of other days.
/// </summary>
/// <param name="rounds">Rounds, in alternation.</param>
/// <param name="events">Events of other days in the larger store; the day itself has a tenth.</param>
internal sealed class LookBackBench(int rounds, int events)
{
    private const double MaxRatio = 1.5;
    private const int BatchSize = 250;
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    /// <summary>Measures on SQLite, or on PostgreSQL; returns false if other days make the day dearer.</summary>
    public async Task<bool> Run(PostgresServer? postgres)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"ipm-bench-{Guid.NewGuid():N}");
        try
        {
            using var smallStore = await Open(postgres, Path.Combine(folder, "few"));
            using var largeStore = await Open(postgres, Path.Combine(folder, "many"));
            var (small, large) = (await Fill(smallStore, events / 10), await Fill(largeStore, events));
            await using var smallJournal = new SqlJournal(smallStore, TimeProvider.System);
            await using var largeJournal = new SqlJournal(largeStore, TimeProvider.System);
            var (ratios, times) = (new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var (few, many) = (await Measure(smallJournal, small), await Measure(largeJournal, large));
                if (round == 0) continue; // Warm-up.
                ratios.Add(many / few);
                times.Add(many);
            }
            var (ratio, isGood) = (IngestBench.Median(ratios), IngestBench.Median(ratios) <= MaxRatio);
            Console.WriteLine(
                $"  {(postgres is null ? "SQLite" : "PostgreSQL")}: {events / 10:N0} events in a day, median "
                + $"{IngestBench.Median(times):0} ms with {events:N0} of other days, ratio {ratio:0.00} to "
                + $"{events / 10:N0}{(isGood ? "" : $": above {MaxRatio}")}");
            return isGood;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<SqlDatabase> Open(PostgresServer? postgres, string folder) => postgres is null
        ? new SqliteDatabase(folder)
        : new PostgresDatabase(await postgres.NewDatabase());

    // Returns the position after three quarters of the day.
    private async Task<long> Fill(SqlDatabase database, int otherEvents)
    {
        var clock = new ManualTimeProvider(default);
        using var writer = StoreSeeder.Fill(database, clock, otherEvents);
        clock.UtcNow += TimeSpan.FromDays(1);
        var city = Reference.Places.Cities[0].Code;
        await using var journal = new SqlJournal(database, clock);
        var version = (await journal.GetCityState(city)).Version;
        var (count, position) = (events / 10, 0L);
        for (var number = 0; number < count; number += BatchSize)
        {
            var batch = Enumerable.Range(number, Math.Min(BatchSize, count - number))
                .Select(i => StoreSeeder.CreateEvent(i, new DateOnly(StoreSeeder.Year, 1, 1).AddDays(i % 336)) with
                {
                    Id = $"day-{i}",
                    City = city,
                })
                .Select(e => new AppendEntry(e, [.. Bucket.GetChanges(e)]));
            var result = (await writer.Commit([new(city, version++, [.. batch])]))[0];
            if (result.IsConflict) throw new InvalidOperationException("A version conflicts.");
            if (number < count * 3 / 4) position = result.Position;
        }
        return position;
    }

    private static async Task<double> Measure(SqlJournal journal, long position)
    {
        var clock = Stopwatch.StartNew();
        var past = (await journal.GetPastState(new(position, [])))!;
        ProvinceProjection.AsOf(position, past, Reference);
        return clock.Elapsed.TotalMilliseconds;
    }
}

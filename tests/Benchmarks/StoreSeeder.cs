using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Time;

namespace IpMonitor.Benchmarks;

/// <summary>Fills stores with many events through the server's writer, on a clock that advances by days.</summary>
internal static class StoreSeeder
{
    public const string Metric = "pledge.amount";
    public const int Year = 2025;
    private const int MaxEventsPerCommit = 10_000;
    private static readonly ImmutableArray<string> Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    /// <summary>
    /// Writes events of one metric, spread evenly over cities and the days of a year, each received on its own day.
    /// </summary>
    public static void Fill(string folder, int events)
    {
        using var database = new SqliteDatabase(folder);
        Fill(database, new ManualTimeProvider(default), events).Dispose();
    }

    /// <summary>Fills a store in the same way; returns its writer, with the clock at the end of the year.</summary>
    public static IJournalWriter Fill(SqlDatabase database, ManualTimeProvider clock, int events)
    {
        var writer = database.CreateWriter(clock);
        var versions = Cities.ToDictionary(city => city, _ => 0L);
        var number = 0;
        for (var day = new DateOnly(Year, 1, 1); day.Year == Year; day = day.AddDays(1))
        {
            clock.UtcNow = day.ToChinaMidnight().AddHours(12);
            var end = (int)((long)events * day.DayOfYear / 365);
            while (number < end)
            {
                var count = Math.Min(MaxEventsPerCommit, end - number);
                var batch = Enumerable.Range(number, count).Select(i => CreateEvent(i, day));
                foreach (var result in writer.Commit([.. batch.GroupBy(e => e.City).Select(CreateRequest)]).Result)
                    if (result.IsConflict) throw new InvalidOperationException("A version conflicts.");
                number += count;
            }
        }
        return writer;

        AppendRequest CreateRequest(IGrouping<string, Event> city) =>
            new(city.Key, versions[city.Key]++, [.. city.Select(CreateEntry)]);
    }

    public static Event CreateEvent(int i, DateOnly day) => new(
        "bench", $"{i}", Cities[i % Cities.Length], null, Metric, 1000 + i % 977, null, day, null, null, null,
        Qualifier.Exact, EventOperation.Add);

    private static AppendEntry CreateEntry(Event e) => new(e, [.. Bucket.GetChanges(e)]);
}

using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Benchmarks;

/// <summary>Fills stores with many events, past the grains but by the same writer, on a clock that goes through the year.</summary>
internal static class StoreSeeder
{
    public const string Metric = "pledge.amount";
    public const int Year = 2025;
    private static readonly ImmutableArray<string> Cities = [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];
    private const int MaxEventsPerCommit = 10_000;

    /// <summary>So many events of one metric, spread evenly over cities and days, each known on its own day.</summary>
    public static void Fill(string folder, int events)
    {
        using var database = new SqliteDatabase(folder);
        var clock = new ManualTimeProvider(default);
        using var writer = new SqliteWriter(database, clock);
        var versions = Cities.ToDictionary(city => city, _ => 0L);
        var number = 0;
        for (var day = new DateOnly(Year, 1, 1); day.Year == Year; day = day.AddDays(1))
        {
            clock.UtcNow = day.ToChinaMidnight().AddHours(12);
            var until = (int)((long)events * day.DayOfYear / 365);
            while (number < until)
            {
                var some = Enumerable.Range(number, Math.Min(MaxEventsPerCommit, until - number)).Select(i => CreateEvent(i, day)).GroupBy(e => e.City);
                foreach (var answer in writer.Commit([.. some.Select(city => new AppendRequest(city.Key, versions[city.Key]++, [.. city.Select(CreateEntry)]))]).Result)
                    if (answer.IsConflict) throw new InvalidOperationException("A version does not fit.");
                number = Math.Min(number + MaxEventsPerCommit, until);
            }
        }
    }

    public static Event CreateEvent(int i, DateOnly day) => new(
        "bench", $"{i}", Cities[i % Cities.Length], null, Metric, 1000 + i % 977, null, day, null, null, null, Qualifier.Exact, EventOperation.Add);

    private static AppendEntry CreateEntry(Event e) => new(e, [.. Bucket.GetChanges(e)]);
}

/// <summary>A clock that stands where it was set.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset UtcNow { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => UtcNow;
}

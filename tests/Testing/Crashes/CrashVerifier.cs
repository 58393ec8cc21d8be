using System.Data.Common;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Projections;

namespace IpMonitor.Testing.Crashes;

/// <summary>Holds a store, and what the server says of it, against what was sent.</summary>
internal static class CrashVerifier
{
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    /// <summary>How many events are in the store.</summary>
    public static long CountEvents(DbConnection store)
    {
        using var count = store.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM events";
        return Convert.ToInt64(count.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>What is lost, there twice, other than it was sent, or was never sent.</summary>
    public static IEnumerable<string> FindStoreDifferences(DbConnection store, IReadOnlyCollection<Event> sent)
    {
        var found = ReadEvents(store).ToLookup(stored => stored.Key);
        var keys = sent.Select(e => e.Key).ToHashSet();
        return
        [
            .. sent.Where(e => !found.Contains(e.Key)).Select(e => $"lost: {e}"),
            .. found.Where(stored => stored.Count() > 1).Select(stored => $"there {stored.Count()} times: {stored.Key}"),
            .. found.Where(stored => !keys.Contains(stored.Key)).Select(stored => $"never sent: {stored.Key}"),
            .. sent.Where(e => found[e.Key].Any(stored => stored.Content != (e.City, e.Metric, e.Value))).Select(e => $"stored as {found[e.Key].First().Content}: {e}"),
        ];
    }

    /// <summary>In which order the store took the events.</summary>
    public static Dictionary<EventKey, long> ReadEventNumbers(DbConnection store) =>
        ReadEvents(store).DistinctBy(stored => stored.Key).ToDictionary(stored => stored.Key, stored => stored.Number);

    /// <summary>Figures that the server answers and that do not come of what was sent, in the order of the store.</summary>
    public static async Task<IReadOnlyList<string>> FindFigureDifferences(Dictionary<EventKey, long> numbers, HttpClient http, IReadOnlyCollection<Event> sent)
    {
        var corrections = sent.Where(e => e.Target is not null).ToDictionary(e => e.Target!);
        var oracle = new FigureOracle(sent.Where(e => numbers.ContainsKey(e.Key)).Select(e => new JournalEvent(numbers[e.Key], 0, default, e, Counts(e) ? EventState.Counts : EventState.Replaced)), Reference);
        var faults = new List<string>();
        foreach (var metric in CrashEventGenerator.Metrics)
        {
            var ranking = await http.GetFromJsonAsync<JsonElement>($"/api/v1/rankings/{metric}?period={CrashEventGenerator.Year}");
            var answered = ranking.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("city").GetString()!, row => row.GetProperty("value").GetDecimal());
            var expected = oracle.CityFigures(Reference.Catalogue[metric], ReportingPeriod.Parse(CrashEventGenerator.Year)!);
            faults.AddRange(expected.Keys.Union(answered.Keys).Select(city => (city, Sent: Of(expected, city), Shown: Of(answered, city)))
                .Where(figure => figure.Sent != figure.Shown).Select(figure => $"{metric} of {figure.city}: {figure.Sent} was sent, {figure.Shown} is shown"));
        }
        return faults;

        bool Counts(Event e) => e.Op != EventOperation.Withdraw && (!corrections.TryGetValue(e.Key, out var by) || IsUndone(by));

        bool IsUndone(Event correction) => corrections.TryGetValue(correction.Key, out var by) && by.Op == EventOperation.Withdraw && !IsUndone(by);

        static decimal? Of(Dictionary<string, decimal> figures, string city) => figures.TryGetValue(city, out var value) ? value : null;
    }

    private static List<(EventKey Key, long Number, (string City, string Metric, decimal Value) Content)> ReadEvents(DbConnection store)
    {
        using var query = store.CreateCommand();
        query.CommandText = "SELECT source, id, number, city, metric, value FROM events";
        using var row = query.ExecuteReader();
        var stored = new List<(EventKey, long, (string, string, decimal))>();
        while (row.Read()) stored.Add((new(row.GetString(0), row.GetString(1)), row.GetInt64(2), (row.GetString(3), row.GetString(4), row.GetInt64(5) / 10_000m)));
        return stored;
    }
}

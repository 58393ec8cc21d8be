using System.Data.Common;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Projections;

namespace IpMonitor.Testing.Crashes;

/// <summary>Compares a store, and the figures that the server derives from it, with the sent events.</summary>
internal static class CrashVerifier
{
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    /// <summary>Counts the events in the store.</summary>
    public static long CountEvents(DbConnection store)
    {
        using var count = store.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM events";
        return Convert.ToInt64(count.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Finds events that are missing, stored twice, stored with other content, or were never sent.</summary>
    public static IEnumerable<string> FindStoreDifferences(DbConnection store, IReadOnlyCollection<Event> sent)
    {
        var found = ReadEvents(store).ToLookup(stored => stored.Key);
        var keys = sent.Select(e => e.Key).ToHashSet();
        return
        [
            .. sent.Where(e => !found.Contains(e.Key)).Select(e => $"lost: {e}"),
            .. found.Where(stored => stored.Count() > 1)
                .Select(stored => $"stored {stored.Count()} times: {stored.Key}"),
            .. found.Where(stored => !keys.Contains(stored.Key)).Select(stored => $"never sent: {stored.Key}"),
            .. sent.Where(e => found[e.Key].Any(stored => stored.Content != (e.City, e.Metric, e.Value)))
                .Select(e => $"stored as {found[e.Key].First().Content}: {e}"),
        ];
    }

    /// <summary>Returns the sequence number of each stored event.</summary>
    public static Dictionary<EventKey, long> ReadEventNumbers(DbConnection store) => ReadEvents(store)
        .DistinctBy(stored => stored.Key)
        .ToDictionary(stored => stored.Key, stored => stored.Number);

    /// <summary>
    /// Finds ranking figures of the server that differ from those computed from the sent events, in the store's order.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindFigureDifferences(
        Dictionary<EventKey, long> numbers, HttpClient http, IReadOnlyCollection<Event> sent)
    {
        var corrections = sent.Where(e => e.Target is not null).ToDictionary(e => e.Target!);
        var journal = sent.Where(e => numbers.ContainsKey(e.Key)).Select(e => new JournalEvent(
            numbers[e.Key], 0, default, e, Counts(e) ? EventState.Counts : EventState.Replaced));
        var oracle = new FigureOracle(journal, Reference);
        var faults = new List<string>();
        foreach (var metric in CrashEventGenerator.Metrics)
        {
            var expected = oracle.CityFigures(
                Reference.Catalogue[metric], ReportingPeriod.Parse(CrashEventGenerator.Year)!);
            var shown = await ReadRanking(http, metric);
            foreach (var city in expected.Keys.Union(shown.Keys))
            {
                var (expectedValue, shownValue) = (ValueOf(expected, city), ValueOf(shown, city));
                if (expectedValue != shownValue)
                    faults.Add($"{metric} of {city}: {expectedValue} was sent, {shownValue} is shown");
            }
        }
        return faults;

        bool Counts(Event e) => e.Op != EventOperation.Withdraw
            && (!corrections.TryGetValue(e.Key, out var correction) || IsUndone(correction));

        bool IsUndone(Event correction) => corrections.TryGetValue(correction.Key, out var next)
            && next.Op == EventOperation.Withdraw && !IsUndone(next);

        static decimal? ValueOf(Dictionary<string, decimal> figures, string city) =>
            figures.TryGetValue(city, out var value) ? value : null;
    }

    private static async Task<Dictionary<string, decimal>> ReadRanking(HttpClient http, string metric)
    {
        var ranking = await http.GetFromJsonAsync<JsonElement>(
            $"/api/v1/rankings/{metric}?period={CrashEventGenerator.Year}");
        return ranking.GetProperty("rows").EnumerateArray().ToDictionary(
            row => row.GetProperty("city").GetString()!, row => row.GetProperty("value").GetDecimal());
    }

    private static List<StoredEvent> ReadEvents(DbConnection store)
    {
        using var query = store.CreateCommand();
        query.CommandText = "SELECT source, id, number, city, metric, value FROM events";
        using var row = query.ExecuteReader();
        var events = new List<StoredEvent>();
        while (row.Read())
        {
            var content = (row.GetString(3), row.GetString(4), row.GetInt64(5) / 10_000m);
            events.Add(new(new(row.GetString(0), row.GetString(1)), row.GetInt64(2), content));
        }
        return events;
    }

    private sealed record StoredEvent(EventKey Key, long Number, (string City, string Metric, decimal Value) Content);
}

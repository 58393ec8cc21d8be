using Dapper;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Tells every bucket and state once more, straight from the rows of the journal: a plain fold that shares nothing with the
/// grains' books, so that a fault in the one is not a fault in the other.
/// </summary>
internal static class Retelling
{
    private const string Kept = """
        SELECT city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings FROM buckets
        WHERE city = $city AND metric = $metric AND (count > 0 OR corrected > 0)
        """;

    /// <summary>What buckets or states say that the journal does not, and the other way round.</summary>
    public static IEnumerable<string> Differences(SqliteConnection connection) => connection
        .Query<(string City, string Metric)>("SELECT city, metric FROM events UNION SELECT city, metric FROM buckets").ToList()
        .SelectMany(pair => Differences(connection, pair.City, pair.Metric));

    // A correction and its target are of one city and metric, so one at a time is enough, and memory stays small.
    private static IEnumerable<string> Differences(SqliteConnection connection, string city, string metric)
    {
        var rows = connection.Query<ToldEvent>("""
            SELECT number, source, id, city, campaign, unit, metric, value, weight, date, qualifier, op, basis,
                   target_source AS targetSource, target_id AS targetId, COALESCE(state, 'Counts') AS state
            FROM events LEFT JOIN states USING (number)
            WHERE city = $city AND metric = $metric ORDER BY number
            """, new { city, metric }).ToList();
        var byKey = rows.ToDictionary(row => (row.Source, row.Id));
        var corrections = rows.Where(row => row.TargetId is not null).ToLookup(row => (row.TargetSource!, row.TargetId!));
        var levels = rows.Where(row => row.Op == "Set").Select(row => row.Metric).ToHashSet();

        foreach (var row in rows)
        {
            var state = StateOf(row);
            // Whether a cumulative reading is held shows in the buckets; a target in another city or metric is as good as none.
            if (state != row.State && !(state == "Counts" && row is { Basis: "Ytd", State: "Held" }) && !(state == "Waiting" && row.State == "Void"))
                yield return $"state: {row.Source}/{row.Id} is {row.State} and should be {state}";
        }

        var told = Tell(rows, levels);
        var kept = connection.Query<ToldBucket>(Kept, new { city, metric }).ToHashSet();
        foreach (var bucket in told.Except(kept)) yield return $"the journal says, and no bucket does: {bucket}";
        foreach (var bucket in kept.Except(told)) yield return $"a bucket says, and the journal does not: {bucket}";

        string StateOf(ToldEvent row)
        {
            if (corrections[(row.Source, row.Id)].FirstOrDefault(Holds) is { } correction) return correction.Op == "Withdraw" ? "Withdrawn" : "Replaced";
            for (var at = row; at.TargetId is not null; at = byKey[(at.TargetSource!, at.TargetId!)])
            {
                if (!byKey.TryGetValue((at.TargetSource!, at.TargetId!), out var above)) return "Waiting";
                if (!Fits(at, above)) return "Void";
            }
            return row.Op == "Withdraw" ? "Withdrawal" : "Counts";
        }

        bool Holds(ToldEvent correction) =>
            (!byKey.TryGetValue((correction.TargetSource!, correction.TargetId!), out var above) || Fits(correction, above))
            && !corrections[(correction.Source, correction.Id)].Any(next => next.Op == "Withdraw" && Holds(next));

        bool Fits(ToldEvent correction, ToldEvent above) =>
            (correction.City, correction.Metric) == (above.City, above.Metric) && !(correction.Op == "Replace" && above.Op == "Withdraw");
    }

    private static HashSet<ToldBucket> Tell(List<ToldEvent> rows, HashSet<string> levels)
    {
        var told = new Dictionary<(string, string, string, string, string), ToldBucket>();
        var last = new Dictionary<(string, string, string, int), long>();
        foreach (var row in rows.Where(row => row is { Basis: "Ytd", Op: not "Withdraw", State: "Counts" or "Held" }).OrderBy(row => row.Date, StringComparer.Ordinal).ThenBy(row => row.Number))
        {
            var series = (row.City, row.Unit, row.Metric, int.Parse(row.Date[..4], null));
            var before = last.GetValueOrDefault(series);
            if (row.Value < before) continue;
            last[series] = row.Value;
            Count(row, row.Value - before, 1);
        }
        foreach (var row in rows.Where(row => row is { Basis: "Period", Op: not "Withdraw", State: "Counts" }))
            Count(row, row.Value * (row.Weight ?? 1), 0);
        foreach (var row in rows.Where(row => row.Op != "Withdraw" && (row.State is "Replaced" or "Withdrawn" || row is { Op: "Replace", State: "Counts" })))
            Change(row, bucket => bucket with { Corrected = bucket.Corrected + 1 });
        return [.. told.Values];

        void Count(ToldEvent row, long share, int reading) => Change(row, bucket => levels.Contains(row.Metric)
            ? bucket with { Count = bucket.Count + 1, Sum = share, Overs = row.Qualifier == "Over" ? 1 : 0, Abouts = row.Qualifier == "About" ? 1 : 0 }
            : bucket with
            {
                Count = bucket.Count + 1,
                Sum = checked(bucket.Sum + share),
                Weight = bucket.Weight + (row.Weight ?? 0),
                Overs = bucket.Overs + (row.Qualifier == "Over" ? 1 : 0),
                Abouts = bucket.Abouts + (row.Qualifier == "About" ? 1 : 0),
                Readings = bucket.Readings + reading,
            });

        void Change(ToldEvent row, Func<ToldBucket, ToldBucket> change)
        {
            foreach (var campaign in row.Campaign.Length == 0 ? [""] : (string[])["", row.Campaign])
            {
                var key = (row.City, campaign, row.Unit, row.Metric, row.Date);
                told[key] = change(told.GetValueOrDefault(key) ?? new(row.City, campaign, row.Unit, row.Metric, row.Date, 0, 0, 0, 0, 0, 0, 0));
            }
        }
    }

    private sealed record ToldEvent(
        long Number, string Source, string Id, string City, string Campaign, string Unit, string Metric, long Value, long? Weight, string Date,
        string Qualifier, string Op, string Basis, string? TargetSource, string? TargetId, string State);

    private sealed record ToldBucket(
        string City, string Campaign, string Unit, string Metric, string Day,
        long Count, long Sum, long Weight, long Overs, long Abouts, long Corrected, long Readings);
}

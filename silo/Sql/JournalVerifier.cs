using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Tells every bucket and state once more, straight from the rows of the journal: a plain fold that shares nothing with the
/// grains' books, so that a fault in the one is not a fault in the other. What is looked back at (how buckets closed each
/// day) is told again too.
/// </summary>
internal sealed class JournalVerifier
{
    private readonly DbConnection _connection;
    private readonly string _city;
    private readonly string _metric;
    private readonly string? _authority;
    private readonly List<StoredEvent> _rows;
    private readonly Dictionary<(string, string), StoredEvent> _byKey;
    private readonly ILookup<(string, string), StoredEvent> _corrections;
    private readonly ILookup<long, StoredState> _states;
    private readonly bool _isLevel;

    // A correction and its target are of one city and metric, so one at a time is enough, and memory stays small.
    private JournalVerifier(DbConnection connection, string city, string metric)
    {
        (_connection, _city, _metric) = (connection, city, metric);
        _rows = [.. connection.Query<StoredEvent>("""
            SELECT number, events.position, COALESCE(known, 0) AS known, source, id, city, campaign, unit, metric, value, weight, date, qualifier, op, basis,
                   target_source AS targetSource, target_id AS targetId
            FROM events LEFT JOIN commits ON commits.position = events.position WHERE city = @city AND metric = @metric ORDER BY number
            """, new { city, metric })];
        _byKey = _rows.ToDictionary(row => (row.Source, row.Id));
        // Corrections in a circle are never let in: where a store has them, none of them corrects anything.
        foreach (var row in _rows.Where(IsInCycle).ToList()) _byKey.Remove((row.Source, row.Id));
        _corrections = _byKey.Values.Where(row => row.TargetId is not null).ToLookup(row => (row.TargetSource!, row.TargetId!));
        _states = connection.Query<StoredState>("""
            SELECT number, states.position, state FROM states JOIN events USING (number) WHERE city = @city AND metric = @metric
            """, new { city, metric }).ToLookup(state => state.Number);
        _isLevel = _rows.Exists(row => row.Op == "Set");
        var authority = connection.QuerySingleOrDefault<string>("SELECT authority FROM streams WHERE city = @city", new { city }) ?? "";
        _authority = authority.Split('\n').Select(line => line.Split('=', 2)).FirstOrDefault(line => line[0] == metric)?[1];
    }

    /// <summary>What buckets, states or closings say that the journal does not, and the other way round.</summary>
    public static IEnumerable<string> FindDifferences(DbConnection connection)
    {
        var behind = PendingBuckets.Load(connection);
        return connection.Query<(string City, string Metric)>("SELECT city, metric FROM events UNION SELECT city, metric FROM buckets").Union(behind.CityMetrics).ToList()
            .SelectMany(pair => new JournalVerifier(connection, pair.City, pair.Metric).FindDifferences(behind));
    }

    private IEnumerable<string> FindDifferences(PendingBuckets behind)
    {
        foreach (var row in _rows)
        {
            var (kept, told) = (GetStateAt(row, long.MaxValue), RecomputeState(row));
            // Whether a cumulative reading is held shows in the buckets; a target in another city or metric is as good as none.
            if (told != kept && !(told == "Counts" && row.Basis == "Ytd" && kept == "Held") && !(told == "Waiting" && kept == "Void"))
                yield return $"state: {row.Source}/{row.Id} is {kept} and should be {told}";
        }
        var values = new { city = _city, metric = _metric };
        foreach (var difference in Compare(RecomputeBuckets(_rows, long.MaxValue),
            behind.Query(_connection, $"SELECT {BucketColumns.Names} FROM buckets WHERE city = @city AND metric = @metric", values,
                change => (change.Bucket.Key.City, change.Bucket.Key.Metric) == (_city, _metric)).Select(BucketTotals.From), "bucket"))
            yield return difference;
        var horizon = _connection.QuerySingle<long>("SELECT position FROM horizon");
        var closings = _connection.Query<StoredClosing>($"SELECT campaign, unit, day, {BucketColumns.Values}, known_day AS knownDay FROM closings WHERE city = @city AND metric = @metric", values)
            .ToLookup(closing => closing.KnownDay);
        var open = OpenDay.Load(_connection)?.Day ?? "";
        var cumulative = _rows.Where(row => row.Basis == "Ytd").Select(row => (row.Unit, row.Date[..4])).ToHashSet();
        var series = _rows.ToLookup(row => Series(row.Unit, row.Date));
        var reported = _rows.ToLookup(row => EventColumns.Day(ChinaTime.FromUnixMilliseconds(row.Known).ToChinaDate()));
        foreach (var day in closings.Select(closing => closing.Key).Union(reported.Select(row => row.Key)).Where(day => string.CompareOrdinal(day, open) < 0))
        {
            var last = _connection.QuerySingle<long?>(
                "SELECT MAX(position) FROM commits WHERE known < @end", new { end = EventColumns.Day(day).AddDays(1).ToChinaMidnight().ToUnixTimeMilliseconds() });
            if (last is null || last < horizon) continue;
            var keys = closings[day].Select(closing => (closing.Campaign, closing.Unit, closing.Day)).ToHashSet();
            foreach (var row in reported[day]) keys.UnionWith([("", row.Unit, row.Date), (row.Campaign, row.Unit, row.Date)]);
            // Only what this day touched has to be told again.
            var told = RecomputeBuckets(keys.Select(key => Series(key.Unit, key.Day)).Distinct().SelectMany(one => series[one]).Where(row => row.Position <= last), last.Value);
            foreach (var difference in Compare(told.Where(bucket => keys.Contains((bucket.Campaign, bucket.Unit, bucket.Day))), closings[day].Select(closing => closing.Bucket), $"closing of {day}"))
                yield return difference;
        }

        // Days stand alone, but for those of a year with cumulative readings.
        (string, string) Series(string unit, string day) => (unit, cumulative.Contains((unit, day[..4])) ? day[..4] : day);
    }

    private IEnumerable<string> Compare(IEnumerable<BucketTotals> told, IEnumerable<BucketTotals> kept, string what)
    {
        var (says, has) = (told.Where(bucket => bucket != bucket.ToEmpty()).ToHashSet(), kept.Where(bucket => bucket != bucket.ToEmpty()).ToHashSet());
        foreach (var bucket in says.Except(has)) yield return $"{_city} {_metric}: the journal says, and no {what} does: {bucket}";
        foreach (var bucket in has.Except(says)) yield return $"{_city} {_metric}: a {what} says, and the journal does not: {bucket}";
    }

    private string GetStateAt(StoredEvent row, long position) =>
        _states[row.Number].Where(state => state.Position <= position).MaxBy(state => state.Position)?.State ?? "Counts";

    private string RecomputeState(StoredEvent row)
    {
        var (footing, root) = ResolveRoot(row);
        if (footing == "Counts" && _authority is not null && root.Source != _authority) return "Beside";
        if (_corrections[(row.Source, row.Id)].FirstOrDefault(IsInForce) is { } correction) return correction.Op == "Withdraw" ? "Withdrawn" : "Replaced";
        return footing == "Counts" && row.Op == "Withdraw" ? "Withdrawal" : footing;
    }

    private (string Footing, StoredEvent Root) ResolveRoot(StoredEvent row) =>
        row.TargetId is null ? ("Counts", row)
        : FindTarget(row) is not { } above ? ("Waiting", row)
        : !IsValidCorrection(row, above) ? ("Void", row)
        : ResolveRoot(above);

    private StoredEvent? FindTarget(StoredEvent row) => row.TargetId is null ? null : _byKey.GetValueOrDefault((row.TargetSource!, row.TargetId));

    private bool IsInCycle(StoredEvent row)
    {
        if (FindTarget(row) is not { } at) return false;
        var passed = new HashSet<long>();
        while (at != row && passed.Add(at.Number) && FindTarget(at) is { } above) at = above;
        return at == row;
    }

    private bool IsInForce(StoredEvent correction) =>
        (FindTarget(correction) is not { } above || IsValidCorrection(correction, above))
        && !_corrections[(correction.Source, correction.Id)].Any(next => next.Op == "Withdraw" && IsInForce(next));

    // Who may correct what others sent was settled when both were there, and is written nowhere but in the state; that says
    // nothing where what is corrected has no footing itself: then all that corrects it has none.
    private bool IsValidCorrection(StoredEvent correction, StoredEvent above) =>
        (correction.City, correction.Metric) == (above.City, above.Metric) && !(correction.Op == "Replace" && above.Op is "Withdraw" or "Final")
        && (correction.Source == above.Source || !_states[correction.Number].Any(state => state.State == "Void")
            || ResolveRoot(above).Footing != "Counts");

    private Dictionary<(string, string, string), BucketTotals>.ValueCollection RecomputeBuckets(IEnumerable<StoredEvent> events, long position)
    {
        var rows = events.Select(row => (Row: row, State: GetStateAt(row, position))).ToList();
        var told = new Dictionary<(string, string, string), BucketTotals>();
        var last = new Dictionary<(string, string), long>();
        foreach (var (row, _) in rows.Where(one => one.Row is { Basis: "Ytd", Op: not "Withdraw" } && one.State is "Counts" or "Held")
                     .OrderBy(one => one.Row.Date, StringComparer.Ordinal).ThenBy(one => one.Row.Number))
        {
            var before = last.GetValueOrDefault((row.Unit, row.Date[..4]));
            if (row.Value < before) continue;
            last[(row.Unit, row.Date[..4])] = row.Value;
            Count(row, row.Value - before, 1);
        }
        foreach (var (row, _) in rows.Where(one => one is { Row: { Basis: "Period", Op: "Add" or "Set" or "Replace" }, State: "Counts" }))
            Count(row, row.Value * (row.Weight ?? 1), 0);
        foreach (var (row, _) in rows.Where(one => one is { Row.Op: "Final", State: "Counts" })) Change(row, bucket => bucket with { Finals = 1 });
        foreach (var (row, _) in rows.Where(one => one.Row.Op is not ("Withdraw" or "Final")
                     && (one.State is "Replaced" or "Withdrawn" || one is { Row.Op: "Replace", State: "Counts" })))
            Change(row, bucket => bucket with { Corrected = bucket.Corrected + 1 });
        return told.Values;

        void Count(StoredEvent row, long share, int reading) => Change(row, bucket => _isLevel
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

        void Change(StoredEvent row, Func<BucketTotals, BucketTotals> change)
        {
            foreach (var campaign in row.Campaign.Length == 0 ? [""] : (string[])["", row.Campaign])
            {
                var key = (campaign, row.Unit, row.Date);
                told[key] = change(told.GetValueOrDefault(key) ?? new BucketTotals(campaign, row.Unit, row.Date, 0, 0, 0, 0, 0, 0, 0, 0));
            }
        }
    }

    private sealed record StoredEvent(
        long Number, long Position, long Known, string Source, string Id, string City, string Campaign, string Unit, string Metric, long Value, long? Weight, string Date,
        string Qualifier, string Op, string Basis, string? TargetSource, string? TargetId);

    private sealed record StoredState(long Number, long Position, string State);

    private sealed record BucketTotals(
        string Campaign, string Unit, string Day, long Count, long Sum, long Weight, long Overs, long Abouts, long Corrected, long Readings, long Finals)
    {
        public static BucketTotals From(Bucket kept) => new(
            kept.Key.Campaign ?? "", kept.Key.Unit ?? "", EventColumns.Day(kept.Key.Day), kept.Count, kept.Sum, kept.Weight, kept.OverCount, kept.AboutCount,
            kept.CorrectionCount, kept.CumulativeReadingCount, kept.FinalCount);

        public BucketTotals ToEmpty() => new(Campaign, Unit, Day, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private sealed record StoredClosing(
        string Campaign, string Unit, string Day, long Count, long Sum, long Weight, long Overs, long Abouts, long Corrected, long Readings, long Finals, string KnownDay)
    {
        public BucketTotals Bucket => new(Campaign, Unit, Day, Count, Sum, Weight, Overs, Abouts, Corrected, Readings, Finals);
    }
}

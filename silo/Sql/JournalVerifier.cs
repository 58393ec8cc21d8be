using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Recomputes the states, buckets and closings of one city and metric from the events, and finds differences.
/// </summary>
/// <remarks>The code is independent of the grains' projections, so that an error there is not repeated here.</remarks>
internal sealed class JournalVerifier
{
    private readonly DbConnection _connection;
    private readonly string _city;
    private readonly string _metric;
    private readonly string? _authority;
    private readonly List<VerifiedEvent> _events;
    private readonly Dictionary<(string, string), VerifiedEvent> _eventsByKey;
    private readonly ILookup<(string, string), VerifiedEvent> _corrections;
    private readonly ILookup<long, VerifiedState> _states;
    private readonly bool _isLevel;

    // A correction has the city and metric of its target, so one city and metric at a time is enough and limits memory.
    private JournalVerifier(DbConnection connection, string city, string metric)
    {
        (_connection, _city, _metric) = (connection, city, metric);
        _events = [.. connection.Query<VerifiedEvent>($"""
            SELECT number, events.position, COALESCE(known, 0) AS known, source, id, city, campaign, unit, metric,
                value, weight, date, qualifier, op, basis, target_source AS targetSource, target_id AS targetId
            FROM events LEFT JOIN ({CommitStamp.TimesSql}) AS times ON times.position = events.position
            WHERE city = @city AND metric = @metric ORDER BY number
            """, new { city, metric })];
        _eventsByKey = _events.ToDictionary(e => (e.Source, e.Id));
        // Cycles of corrections are never accepted; if a store has one, its events correct nothing.
        foreach (var e in _events.Where(IsInCycle).ToList()) _eventsByKey.Remove((e.Source, e.Id));
        _corrections = _eventsByKey.Values
            .Where(e => e.TargetId is not null)
            .ToLookup(e => (e.TargetSource!, e.TargetId!));
        _states = connection
            .Query<VerifiedState>("""
                SELECT number, states.position, state FROM states JOIN events USING (number)
                WHERE city = @city AND metric = @metric
                """, new { city, metric })
            .ToLookup(state => state.Number);
        _isLevel = _events.Exists(e => e.Op == "Set");
        var authority = connection.QuerySingleOrDefault<string>(
            "SELECT authority FROM streams WHERE city = @city", new { city }) ?? "";
        _authority = authority.Split('\n')
            .Select(line => line.Split('=', 2))
            .FirstOrDefault(line => line[0] == metric)?[1];
    }

    /// <summary>Returns a text for each state, bucket or closing that differs from the events.</summary>
    public static IEnumerable<string> FindDifferences(DbConnection connection)
    {
        var pending = PendingBuckets.Load(connection);
        return connection
            .Query<(string City, string Metric)>(
                "SELECT city, metric FROM events UNION SELECT city, metric FROM buckets")
            .Union(pending.CityMetrics)
            .ToList()
            .SelectMany(pair => new JournalVerifier(connection, pair.City, pair.Metric).FindAllDifferences(pending));
    }

    private IEnumerable<string> FindAllDifferences(PendingBuckets pending) =>
        FindStateDifferences().Concat(FindBucketDifferences(pending)).Concat(FindClosingDifferences());

    private IEnumerable<string> FindStateDifferences()
    {
        foreach (var e in _events)
        {
            var (stored, expected) = (GetStateAt(e, long.MaxValue), RecomputeState(e));
            // The buckets show whether a cumulative reading is held. A target of another city or metric counts as
            // missing.
            var isAccepted = stored == expected
                || (expected == "Counts" && e.Basis == "Ytd" && stored == "Held")
                || (expected == "Waiting" && stored == "Void");
            if (!isAccepted) yield return $"state: {e.Source}/{e.Id} is {stored} and should be {expected}";
        }
    }

    private IEnumerable<string> FindBucketDifferences(PendingBuckets pending)
    {
        var stored = pending.Query(
            _connection,
            $"SELECT {BucketColumns.Names} FROM buckets WHERE city = @city AND metric = @metric",
            new { city = _city, metric = _metric },
            change => (change.Bucket.Key.City, change.Bucket.Key.Metric) == (_city, _metric));
        return Compare(RecomputeBuckets(_events, long.MaxValue), stored.Select(BucketTotals.From), "bucket");
    }

    private IEnumerable<string> FindClosingDifferences()
    {
        var horizon = _connection.QuerySingle<long>("SELECT position FROM horizon");
        var closings = _connection
            .Query<VerifiedClosing>($"""
                SELECT campaign, unit, day, {BucketColumns.Values}, known_day AS knownDay
                FROM closings WHERE city = @city AND metric = @metric
                """, new { city = _city, metric = _metric })
            .ToLookup(closing => closing.KnownDay);
        var openDay = OpenDay.Load(_connection)?.Day ?? "";
        var cumulativeYears = _events.Where(e => e.Basis == "Ytd").Select(e => (e.Unit, e.Date[..4])).ToHashSet();
        var series = _events.ToLookup(e => GetSeries(e.Unit, e.Date));
        var eventsByKnownDay = _events.ToLookup(
            e => EventColumns.Day(ChinaTime.FromUnixMilliseconds(e.Known).ToChinaDate()));
        var closedDays = closings.Select(group => group.Key)
            .Union(eventsByKnownDay.Select(group => group.Key))
            .Where(day => string.CompareOrdinal(day, openDay) < 0);
        foreach (var day in closedDays)
        {
            var end = EventColumns.Day(day).AddDays(1).ToChinaMidnight().ToUnixTimeMilliseconds();
            var last = _connection.QuerySingle<long?>(
                "SELECT MAX(position) FROM commits WHERE known < @end", new { end });
            if (last is null || last < horizon) continue;
            var keys = closings[day].Select(closing => (closing.Campaign, closing.Unit, closing.Day)).ToHashSet();
            foreach (var e in eventsByKnownDay[day])
                keys.UnionWith([("", e.Unit, e.Date), (e.Campaign, e.Unit, e.Date)]);
            // Only the series that changed on this day are recomputed.
            var events = keys.Select(key => GetSeries(key.Unit, key.Day))
                .Distinct()
                .SelectMany(key => series[key])
                .Where(e => e.Position <= last);
            var expected = RecomputeBuckets(events, last.Value)
                .Where(bucket => keys.Contains((bucket.Campaign, bucket.Unit, bucket.Day)));
            var differences = Compare(expected, closings[day].Select(closing => closing.Bucket), $"closing of {day}");
            foreach (var difference in differences) yield return difference;
        }

        // A day is independent of others, except in a year with cumulative readings.
        (string, string) GetSeries(string unit, string day) =>
            (unit, cumulativeYears.Contains((unit, day[..4])) ? day[..4] : day);
    }

    private IEnumerable<string> Compare(
        IEnumerable<BucketTotals> expected, IEnumerable<BucketTotals> stored, string name)
    {
        var expectedSet = expected.Where(bucket => !bucket.IsEmpty).ToHashSet();
        var storedSet = stored.Where(bucket => !bucket.IsEmpty).ToHashSet();
        foreach (var bucket in expectedSet.Except(storedSet))
            yield return $"{_city} {_metric}: no {name} has the totals of the journal: {bucket}";
        foreach (var bucket in storedSet.Except(expectedSet))
            yield return $"{_city} {_metric}: a {name} has totals that differ from the journal: {bucket}";
    }

    private string GetStateAt(VerifiedEvent e, long position) => _states[e.Number]
        .Where(state => state.Position <= position)
        .MaxBy(state => state.Position)?.State ?? "Counts";

    private string RecomputeState(VerifiedEvent e)
    {
        var (rootState, root) = ResolveRoot(e);
        if (rootState == "Counts" && _authority is not null && root.Source != _authority) return "Beside";
        if (_corrections[(e.Source, e.Id)].FirstOrDefault(IsInForce) is { } correction)
            return correction.Op == "Withdraw" ? "Withdrawn" : "Replaced";
        return rootState == "Counts" && e.Op == "Withdraw" ? "Withdrawal" : rootState;
    }

    // Follows the targets to the first event of the chain, or to an event without a valid target.
    private (string State, VerifiedEvent Root) ResolveRoot(VerifiedEvent e) =>
        e.TargetId is null ? ("Counts", e)
        : FindTarget(e) is not { } target ? ("Waiting", e)
        : !IsValidCorrection(e, target) ? ("Void", e)
        : ResolveRoot(target);

    private VerifiedEvent? FindTarget(VerifiedEvent e) =>
        e.TargetId is null ? null : _eventsByKey.GetValueOrDefault((e.TargetSource!, e.TargetId));

    private bool IsInCycle(VerifiedEvent e)
    {
        if (FindTarget(e) is not { } current) return false;
        var visited = new HashSet<long>();
        while (current != e && visited.Add(current.Number) && FindTarget(current) is { } target) current = target;
        return current == e;
    }

    private bool IsInForce(VerifiedEvent correction) =>
        (FindTarget(correction) is not { } target || IsValidCorrection(correction, target))
        && !_corrections[(correction.Source, correction.Id)].Any(next => next.Op == "Withdraw" && IsInForce(next));

    // Whether a source may correct another was decided when both events existed, and only the state records it. The
    // state is no evidence if the target itself has no counting root: then all its corrections have none either.
    private bool IsValidCorrection(VerifiedEvent correction, VerifiedEvent target) =>
        (correction.City, correction.Metric) == (target.City, target.Metric)
        && !(correction.Op == "Replace" && target.Op is "Withdraw" or "Final")
        && (correction.Source == target.Source
            || !_states[correction.Number].Any(state => state.State == "Void")
            || ResolveRoot(target).State != "Counts");

    private Dictionary<(string, string, string), BucketTotals>.ValueCollection RecomputeBuckets(
        IEnumerable<VerifiedEvent> events, long position)
    {
        var rows = events.Select(e => (Event: e, State: GetStateAt(e, position))).ToList();
        var buckets = new Dictionary<(string, string, string), BucketTotals>();
        var lastReadings = new Dictionary<(string, string), long>();
        var readings = rows
            .Where(row => row.Event is { Basis: "Ytd", Op: not "Withdraw" } && row.State is "Counts" or "Held")
            .Select(row => row.Event)
            .OrderBy(e => e.Date, StringComparer.Ordinal)
            .ThenBy(e => e.Number);
        foreach (var e in readings)
        {
            var key = (e.Unit, e.Date[..4]);
            var before = lastReadings.GetValueOrDefault(key);
            if (e.Value < before) continue;
            lastReadings[key] = e.Value;
            Count(e, e.Value - before, 1);
        }
        foreach (var (e, state) in rows)
        {
            if (state == "Counts" && e is { Basis: "Period", Op: "Add" or "Set" or "Replace" })
                Count(e, e.Value * (e.Weight ?? 1), 0);
        }
        foreach (var (e, state) in rows)
        {
            if (state == "Counts" && e.Op == "Final") Change(e, bucket => bucket with { Finals = 1 });
            var isCorrected = e.Op is not ("Withdraw" or "Final")
                && (state is "Replaced" or "Withdrawn" || (state == "Counts" && e.Op == "Replace"));
            if (isCorrected) Change(e, bucket => bucket with { Corrected = bucket.Corrected + 1 });
        }
        return buckets.Values;

        void Count(VerifiedEvent e, long amount, int reading)
        {
            var (over, about) = (e.Qualifier == "Over" ? 1 : 0, e.Qualifier == "About" ? 1 : 0);
            Change(e, bucket => _isLevel
                ? bucket with { Count = bucket.Count + 1, Sum = amount, Overs = over, Abouts = about }
                : bucket with
                {
                    Count = bucket.Count + 1,
                    Sum = checked(bucket.Sum + amount),
                    Weight = bucket.Weight + (e.Weight ?? 0),
                    Overs = bucket.Overs + over,
                    Abouts = bucket.Abouts + about,
                    Readings = bucket.Readings + reading,
                });
        }

        void Change(VerifiedEvent e, Func<BucketTotals, BucketTotals> change)
        {
            foreach (var campaign in e.Campaign.Length == 0 ? [""] : (string[])["", e.Campaign])
            {
                var key = (campaign, e.Unit, e.Date);
                buckets[key] = change(buckets.GetValueOrDefault(key) ?? new(campaign, e.Unit, e.Date));
            }
        }
    }
}

using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// What commits did to buckets that their table does not show yet. A commit that changes many leaves that in one row, since the
/// next changes most of them again; later each is changed once for all of them. Whoever reads buckets lays this over what the
/// table says: in memory, since a reader may be where nothing can be written.
/// </summary>
internal sealed class PendingBuckets
{
    /// <summary>How many commits and changes have gathered.</summary>
    public const string CountSql = "SELECT COUNT(*) AS commits, CAST(COALESCE(SUM(count), 0) AS BIGINT) AS changes FROM behind";

    private readonly Dictionary<BucketKey, PendingChange> _changes = [];

    /// <summary>All of it, as a connection sees it.</summary>
    public static PendingBuckets Load(DbConnection connection)
    {
        var behind = new PendingBuckets();
        foreach (var (position, changes) in connection.Query<(long, string)>("SELECT position, changes FROM behind ORDER BY position"))
            foreach (var change in PendingChangeCodec.Decode(changes, position))
            {
                ref var all = ref CollectionsMarshal.GetValueRefOrAddDefault(behind._changes, change.Bucket.Key, out _);
                all = all?.Merge(change) ?? change;
            }
        return behind;
    }

    /// <summary>
    /// Whether what a commit does is left for later. Where anything is behind all else goes behind it, so that what comes after comes
    /// after; what cannot (buckets worked out anew replace all there was), or what is too much, has the rest written first.
    /// </summary>
    public static bool ShouldDefer(SqlDatabase database, DbConnection connection, (long Commits, long Changes) gathered, CommitEffects effects)
    {
        var isAny = gathered.Commits > 0;
        if (isAny && (effects.Put.Count > 0 || gathered.Commits >= database.PendingLimits.MaxCommits || gathered.Changes >= database.PendingLimits.MaxChanges))
        {
            Apply(database, connection);
            isAny = false;
        }
        return effects.Put.Count == 0 && effects.ChangedCount >= (isAny ? 1 : database.PendingLimits.MinDeferredBuckets);
    }

    /// <summary>Within an exclusive transaction, brings the table up to date.</summary>
    public static void Apply(SqlDatabase database, DbConnection connection)
    {
        var changes = Load(connection)._changes.Values;
        if (changes.Count == 0) return;
        database.ApplyChanges(connection, changes);
        connection.Execute("DELETE FROM behind");
    }

    /// <summary>Buckets as they are now: those that a query of their table finds, and of those that it does not show yet whichever are asked for.</summary>
    public ImmutableArray<Bucket> Query(DbConnection connection, string sql, object values, Func<PendingChange, bool> isAsked)
    {
        var found = BucketColumns.Query(connection, sql, values);
        if (_changes.Count == 0) return found;
        var shown = found.Select(bucket => bucket.Key).ToHashSet();
        return
        [
            .. found.Select(bucket => _changes.TryGetValue(bucket.Key, out var change) ? change.ApplyTo(bucket) : bucket),
            .. _changes.Values.Where(change => isAsked(change) && !shown.Contains(change.Bucket.Key)).Select(change => change.Bucket),
        ];
    }

    /// <summary>The cities and metrics of it.</summary>
    public IEnumerable<(string City, string Metric)> CityMetrics => _changes.Keys.Select(key => (key.City, key.Metric)).Distinct();
}

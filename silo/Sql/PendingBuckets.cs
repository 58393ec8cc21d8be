using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Bucket changes of commits that are not yet applied to the bucket table.</summary>
/// <remarks>
/// A commit that changes many buckets stores its changes as one row, because the next commits mostly change the same
/// buckets; later the changes are merged and applied once. Readers merge pending changes in memory, because a reader
/// may have no write access.
/// </remarks>
internal sealed class PendingBuckets
{
    /// <summary>Query of the number of pending commits and changes.</summary>
    public const string CountSql =
        "SELECT COUNT(*) AS commits, CAST(COALESCE(SUM(count), 0) AS BIGINT) AS changes FROM behind";

    private readonly Dictionary<BucketKey, PendingChange> _changes = [];

    /// <summary>Loads all pending changes.</summary>
    public static PendingBuckets Load(DbConnection connection)
    {
        var pending = new PendingBuckets();
        const string sql = "SELECT position, changes FROM behind ORDER BY position";
        foreach (var (position, changes) in connection.Query<(long, string)>(sql))
            foreach (var change in PendingChangeCodec.Decode(changes, position))
            {
                ref var merged = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    pending._changes, change.Bucket.Key, out _);
                merged = merged?.Merge(change) ?? change;
            }
        return pending;
    }

    /// <summary>
    /// Returns true if the commit's bucket changes are deferred. Once one commit is deferred, later ones must be too,
    /// to keep their order. Applies the pending changes first if the limits are reached or the commit has recomputed
    /// buckets, which cannot be deferred.
    /// </summary>
    /// <param name="database">Database with the limits.</param>
    /// <param name="connection">Connection with an exclusive transaction.</param>
    /// <param name="pending">Result of <see cref="CountSql"/>.</param>
    /// <param name="effects">Changes of the commit.</param>
    public static bool ShouldDefer(
        SqlDatabase database, DbConnection connection, (long Commits, long Changes) pending, CommitEffects effects)
    {
        var limits = database.PendingLimits;
        var hasPending = pending.Commits > 0;
        if (hasPending && (
            effects.Put.Count > 0 || pending.Commits >= limits.MaxCommits || pending.Changes >= limits.MaxChanges))
        {
            Apply(database, connection);
            hasPending = false;
        }
        return effects.Put.Count == 0 && effects.ChangedCount >= (hasPending ? 1 : limits.MinDeferredBuckets);
    }

    /// <summary>Applies all pending changes to the bucket table, within an exclusive transaction.</summary>
    public static void Apply(SqlDatabase database, DbConnection connection)
    {
        var changes = Load(connection)._changes.Values;
        if (changes.Count == 0) return;
        database.ApplyChanges(connection, changes);
        connection.Execute("DELETE FROM behind");
    }

    /// <summary>Returns the current buckets of a query.</summary>
    /// <param name="connection">Connection to read on.</param>
    /// <param name="sql">Query of the stored buckets.</param>
    /// <param name="parameters">Parameters of the query.</param>
    /// <param name="matches">Condition of the query for pending changes of buckets that are not stored yet.</param>
    public ImmutableArray<Bucket> Query(
        DbConnection connection, string sql, object parameters, Func<PendingChange, bool> matches)
    {
        var stored = BucketColumns.Query(connection, sql, parameters);
        if (_changes.Count == 0) return stored;
        var storedKeys = stored.Select(bucket => bucket.Key).ToHashSet();
        return
        [
            .. stored.Select(bucket =>
                _changes.TryGetValue(bucket.Key, out var change) ? change.ApplyTo(bucket) : bucket),
            .. _changes.Values
                .Where(change => matches(change) && !storedKeys.Contains(change.Bucket.Key))
                .Select(change => change.Bucket),
        ];
    }

    /// <summary>Cities and metrics with pending changes.</summary>
    public IEnumerable<(string City, string Metric)> CityMetrics =>
        _changes.Keys.Select(key => (key.City, key.Metric)).Distinct();
}

namespace IpMonitor.Silo.Sql;

/// <summary>Limits of deferred bucket changes.</summary>
/// <param name="MinDeferredBuckets">
/// Number of changed buckets from which a commit is deferred while nothing is pending; smaller commits are applied.
/// </param>
/// <param name="MaxCommits">Maximum of pending commits.</param>
/// <param name="MaxChanges">Number of pending changes from which no further commit is deferred.</param>
internal sealed record PendingLimits(int MinDeferredBuckets = 256, int MaxCommits = 32, int MaxChanges = 100_000);

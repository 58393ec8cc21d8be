namespace IpMonitor.Silo.Sql;

/// <summary>How far the table of buckets may fall behind.</summary>
/// <param name="MinDeferredBuckets">From how many changed buckets on a commit leaves them for later: fewer are written at once, so that readers find all in the table.</param>
/// <param name="MaxCommits">How many commits may gather.</param>
/// <param name="MaxChanges">How many changes of buckets may gather before no more commits do.</param>
internal sealed record PendingLimits(int MinDeferredBuckets = 256, int MaxCommits = 32, int MaxChanges = 100_000);

namespace IpMonitor.Silo.Health;

/// <summary>State of the store at a moment.</summary>
/// <param name="CheckedAt">When it was read.</param>
/// <param name="FaultCode">Code of the refusal that reports meet (store_full, store_read_only, store_unavailable); null if they are taken.</param>
/// <param name="Position">Position of the last commit; 0 if there is none.</param>
/// <param name="CommittedAt">Time of the last commit, by the clock of the server that made it.</param>
/// <param name="PendingCommits">Commits whose bucket changes are deferred.</param>
/// <param name="PendingChanges">Bucket changes that are deferred.</param>
/// <param name="BackedUpAt">Time of the last backup; null if none was recorded.</param>
public sealed record StoreStatus(
    DateTimeOffset CheckedAt, string? FaultCode, long Position = 0, DateTimeOffset? CommittedAt = null,
    long PendingCommits = 0, long PendingChanges = 0, DateTimeOffset? BackedUpAt = null);

namespace IpMonitor.Silo.Health;

/// <summary>State of the store at a moment.</summary>
/// <param name="CheckedAt">Time of the read.</param>
/// <param name="FaultCode">
/// Error code of refused reports (store_full, store_read_only, store_unavailable); null if the store is writable.
/// </param>
/// <param name="Position">Position of the last commit; 0 if there is none.</param>
/// <param name="CommittedAt">Time of the last commit, by the clock of its server.</param>
/// <param name="PendingCommits">Commits with deferred bucket changes.</param>
/// <param name="PendingChanges">Deferred bucket changes.</param>
/// <param name="BackedUpAt">Time of the last backup; null if none was recorded.</param>
/// <param name="ClockJump">Last jump of the clock; null if none is known.</param>
public sealed record StoreStatus(
    DateTimeOffset CheckedAt, string? FaultCode, long Position = 0, DateTimeOffset? CommittedAt = null,
    long PendingCommits = 0, long PendingChanges = 0, DateTimeOffset? BackedUpAt = null, ClockJump? ClockJump = null);

/// <summary>A jump of the clock.</summary>
/// <param name="At">Time after the jump.</param>
/// <param name="Size">Size; negative if the clock was set back.</param>
public sealed record ClockJump(DateTimeOffset At, TimeSpan Size);

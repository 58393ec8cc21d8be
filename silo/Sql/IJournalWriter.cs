using IpMonitor.Grains.Journal;

namespace IpMonitor.Silo.Sql;

/// <summary>Writes appends to a database, several in one transaction.</summary>
internal interface IJournalWriter : IDisposable
{
    /// <summary>Commits all appends or none; completes when they are on disk.</summary>
    /// <returns>One result per append, in order.</returns>
    Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends);
}

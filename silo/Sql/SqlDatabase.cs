using System.Data.Common;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Database of a store: opens connections and covers the differences between SQLite and PostgreSQL.</summary>
public abstract class SqlDatabase : IDisposable
{
    /// <summary>
    /// Time-out of a writer that waits for the lock; shorter than a grain call's, so that a busy store reports
    /// itself.
    /// </summary>
    internal const int LockTimeoutSeconds = 8;

    private string? _refusalCode;

    /// <summary>Error code of currently refused reports; null while the store accepts reports.</summary>
    public string? RefusalCode => Volatile.Read(ref _refusalCode);

    /// <summary>Path or URL of the store for messages, without secrets.</summary>
    public abstract string Location { get; }

    /// <summary>Opens a connection whose commits return once they are on disk.</summary>
    public abstract DbConnection Open();

    /// <summary>Scheduler of <see cref="Run"/>: the thread pool, or a simulation's own.</summary>
    internal TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>
    /// Runs a function on a new connection, outside the grain scheduler because the provider blocks its thread.
    /// </summary>
    /// <exception cref="JournalException">The database failed.</exception>
    internal Task<T> Run<T>(Func<DbConnection, T> work) => Task.Factory.StartNew(() =>
    {
        try
        {
            using var connection = Open();
            return work(connection);
        }
        catch (DbException exception)
        {
            throw ToJournalException(exception);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);

    /// <summary>Sets <see cref="RefusalCode"/> and returns the old value.</summary>
    internal string? ExchangeRefusalCode(string? code) => Interlocked.Exchange(ref _refusalCode, code);

    /// <summary>
    /// Clears <see cref="RefusalCode"/> if it still has the given value; returns true if it was cleared.
    /// </summary>
    internal bool ClearRefusalCode(string code) => Interlocked.CompareExchange(ref _refusalCode, null, code) == code;

    /// <summary>Returns the error that a write would meet; null if the store seems writable.</summary>
    internal abstract JournalException? FindWriteFault(DbConnection connection);

    /// <summary>Writes without a visible effect, to test whether an outage is over.</summary>
    /// <exception cref="DbException">The store cannot be written.</exception>
    internal abstract void TryWrite(DbConnection connection);

    /// <summary>Begins a read transaction that sees one position.</summary>
    internal abstract DbTransaction BeginSnapshot(DbConnection connection);

    /// <summary>Begins the one write transaction that may add positions.</summary>
    internal abstract DbTransaction BeginExclusive(DbConnection connection);

    /// <summary>Creates the writer of appends.</summary>
    internal abstract IJournalWriter CreateWriter(TimeProvider time);

    /// <summary>Limits of deferred bucket changes.</summary>
    internal PendingLimits PendingLimits { get; init; } = new();

    /// <summary>Applies changes to the bucket table, within a transaction of the connection.</summary>
    internal abstract void ApplyChanges(DbConnection connection, IReadOnlyCollection<PendingChange> changes);

    /// <summary>Creates a loader for a table, within a transaction of the connection.</summary>
    internal abstract IBulkInserter CreateLoader(DbConnection connection, StoreTable table);

    /// <summary>Table of events in a FROM clause, for a query of a range of positions.</summary>
    internal abstract string EventsByPosition { get; }

    /// <summary>Returns the SQL condition that a column is in a list of <see cref="ToListParameter"/>.</summary>
    internal abstract string InCondition(string column, string parameter);

    /// <summary>SQL query of the sources and ids of <see cref="ToKeyParameters"/>.</summary>
    internal abstract string KeysQuery { get; }

    /// <summary>Returns the parameters of <see cref="KeysQuery"/>.</summary>
    internal abstract object ToKeyParameters(IReadOnlyCollection<EventKey> keys);

    /// <summary>Returns the value of a list parameter.</summary>
    internal abstract object ToListParameter(IEnumerable<string> texts);

    /// <summary>Returns the error for the caller of a failed database operation.</summary>
    internal abstract JournalException ToJournalException(DbException exception);
}

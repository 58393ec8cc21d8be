using System.Data.Common;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Silo.Sql;

/// <summary>A database that holds a store: how to open it, and the few things that it says otherwise than the other one.</summary>
public abstract class SqlDatabase : IDisposable
{
    /// <summary>How long a writer waits for another to finish: shorter than a grain's answer may take, so that a busy store says so itself.</summary>
    internal const int LockTimeoutSeconds = 8;

    private string? _refusalCode;

    /// <summary>Code of the refusal that reports meet at present; null while the store takes them.</summary>
    public string? RefusalCode => Volatile.Read(ref _refusalCode);

    /// <summary>Where the store is, in words for people; without secrets.</summary>
    public abstract string Location { get; }

    /// <summary>Opens a connection on which a commit returns when it is on disk.</summary>
    public abstract DbConnection Open();

    /// <summary>Runs <see cref="Run"/>: the thread pool, unless a simulation uses its own thread.</summary>
    internal TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Works on a connection of its own, off the grain's own scheduler: the provider blocks while it works.</summary>
    /// <exception cref="JournalException">The database failed.</exception>
    internal Task<T> Run<T>(Func<DbConnection, T> work) => Task.Factory.StartNew(() =>
    {
        try
        {
            using var connection = Open();
            return work(connection);
        }
        catch (DbException fault)
        {
            throw ToJournalException(fault);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);

    /// <summary>Sets <see cref="RefusalCode"/> and returns the one before.</summary>
    internal string? ExchangeRefusalCode(string? code) => Interlocked.Exchange(ref _refusalCode, code);

    /// <summary>Clears <see cref="RefusalCode"/> unless reports meet another one by now; tells whether it was cleared.</summary>
    internal bool ClearRefusalCode(string code) => Interlocked.CompareExchange(ref _refusalCode, null, code) == code;

    /// <summary>Tests whether the store can be written, without waiting for a report to fail; null if it can.</summary>
    internal abstract JournalException? FindWriteFault(DbConnection connection);

    /// <summary>Writes as a report would, and leaves nothing that readers see: tells whether an outage is over.</summary>
    /// <exception cref="DbException">It is not.</exception>
    internal abstract void TryWrite(DbConnection connection);

    /// <summary>Begins a transaction that only reads, and sees one position throughout.</summary>
    internal abstract DbTransaction BeginSnapshot(DbConnection connection);

    /// <summary>Begins a transaction that alone may add positions until it ends.</summary>
    internal abstract DbTransaction BeginExclusive(DbConnection connection);

    /// <summary>What writes appends.</summary>
    internal abstract IJournalWriter CreateWriter(TimeProvider time);

    /// <summary>How far its buckets may fall behind.</summary>
    internal PendingLimits PendingLimits { get; init; } = new();

    /// <summary>Changes buckets, in a transaction of the connection.</summary>
    internal abstract void ApplyChanges(DbConnection connection, IReadOnlyCollection<PendingChange> changes);

    /// <summary>What takes in the rows of a table, in a transaction of the connection.</summary>
    internal abstract IRowLoader CreateLoader(DbConnection connection, StoreTable table);

    /// <summary>A condition: the column is one of a <see cref="ToListParameter"/>.</summary>
    internal abstract string InCondition(string column, string parameter);

    /// <summary>Rows of two columns, out of two <see cref="ToListParameter"/>s of the same length.</summary>
    internal abstract string PairsQuery(string first, string second);

    /// <summary>Texts as the value of one parameter.</summary>
    internal abstract object ToListParameter(IEnumerable<string> texts);

    /// <summary>Says what a fault of the database means for who asked.</summary>
    internal abstract JournalException ToJournalException(DbException fault);
}

/// <summary>Writes appends, several in one transaction.</summary>
internal interface IJournalWriter : IDisposable
{
    /// <summary>Commits all of the appends or none of them; answers when they are on disk, one answer an append, in order.</summary>
    Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends);
}

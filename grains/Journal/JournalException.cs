namespace IpMonitor.Grains.Journal;

/// <summary>
/// Reports that the store cannot read or write at present. The sender may send the same ids again later.
/// </summary>
[GenerateSerializer, Alias("ipm.journal-exception")]
public sealed class JournalException : Exception
{
    /// <summary>Creates an exception without a message.</summary>
    public JournalException() { }

    /// <summary>Creates an exception with a message.</summary>
    public JournalException(string message) : base(message) { }

    /// <summary>Creates an exception with a message and a cause.</summary>
    public JournalException(string message, Exception inner) : base(message, inner) { }

    /// <summary>
    /// Stable code of the reason: <c>store_unavailable</c>, <c>store_busy</c>, <c>store_full</c> or
    /// <c>store_read_only</c>.
    /// </summary>
    [Id(0)]
    public string Code { get; init; } = "store_unavailable";

    /// <summary>Creates a separate exception for each caller that waits for the same commit.</summary>
    public static JournalException FromException(Exception exception) => exception is JournalException journalException
        ? new(journalException.Message) { Code = journalException.Code }
        : Unavailable();

    /// <summary>Creates the exception of a store that does not respond, or not in time.</summary>
    public static JournalException Unavailable() =>
        new("The store is unavailable: send the same ids again later.");

    /// <summary>Creates the exception of a store whose write queue is full.</summary>
    public static JournalException Busy() =>
        new("The store is busy: send the same ids again later.") { Code = "store_busy" };

    /// <summary>Creates the exception of a store without free disk space.</summary>
    public static JournalException Full() =>
        new("The disk of the store is full.") { Code = "store_full" };

    /// <summary>Creates the exception of a store that is read-only.</summary>
    public static JournalException ReadOnly() =>
        new("The store is read-only.") { Code = "store_read_only" };
}

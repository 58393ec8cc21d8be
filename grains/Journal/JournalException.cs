namespace IpMonitor.Grains.Journal;

/// <summary>The store cannot take or give anything just now; the sender may repeat the same ids later.</summary>
[GenerateSerializer, Alias("ipm.journal-exception")]
public sealed class JournalException : Exception
{
    /// <summary>Makes one without a word.</summary>
    public JournalException() { }

    /// <summary>Makes one with a message.</summary>
    public JournalException(string message) : base(message) { }

    /// <summary>Makes one with a message and a cause.</summary>
    public JournalException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Why, for programs: <c>store_unavailable</c>, <c>store_busy</c>, <c>store_full</c> or <c>store_read_only</c>.</summary>
    [Id(0)]
    public string Code { get; init; } = "store_unavailable";

    /// <summary>One of its own for each who waits for the same commit.</summary>
    public static JournalException FromException(Exception fault) => fault is JournalException known ? new(known.Message) { Code = known.Code } : Unavailable();

    /// <summary>It does not answer, or not in time.</summary>
    public static JournalException Unavailable() => new("The store is unavailable: send the same ids again later.");

    /// <summary>More wants to be written than it can write.</summary>
    public static JournalException Busy() => new("The store is busy: send the same ids again later.") { Code = "store_busy" };

    /// <summary>There is no space left.</summary>
    public static JournalException Full() =>
        new("The disk of the store is full.") { Code = "store_full" };

    /// <summary>It may be read and not written.</summary>
    public static JournalException ReadOnly() =>
        new("The store is read-only.") { Code = "store_read_only" };
}

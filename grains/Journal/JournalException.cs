namespace IpMonitor.Grains.Journal;

/// <summary>The store cannot take or give anything just now; the sender may repeat the same ids later.</summary>
[GenerateSerializer, Alias("ipm.JournalException")]
public sealed class JournalException : Exception
{
    /// <summary>Makes one without a word.</summary>
    public JournalException() { }

    /// <summary>Makes one with a message.</summary>
    public JournalException(string message) : base(message) { }

    /// <summary>Makes one with a message and a cause.</summary>
    public JournalException(string message, Exception inner) : base(message, inner) { }
}

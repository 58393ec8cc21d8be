namespace IpMonitor.Dashboard.Live;

/// <summary>
/// What a viewer may take of the server (configuration section <c>Live:Limits</c>). An address may be a whole office behind
/// one router; an account is whoever signed in, or a key.
/// </summary>
internal sealed class LiveLimitOptions
{
    /// <summary>The most connections from one address.</summary>
    public int ConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>The most different topics that one address watches, on all its connections.</summary>
    public int TopicsPerAddress { get; set; } = 1_000;

    /// <summary>The most connections of one account.</summary>
    public int ConnectionsPerAccount { get; set; } = 1_000;

    /// <summary>The most different topics that one account watches, on all its connections.</summary>
    public int TopicsPerAccount { get; set; } = 1_000;

    /// <summary>The longest message that a viewer may send, in bytes.</summary>
    public int MaxMessageBytes { get; set; } = 4_096;

    /// <summary>How long a connection may stay that shows no topic; checked once a second.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a connection may take for a message; then it is closed. Checked once a second.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

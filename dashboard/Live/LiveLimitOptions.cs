namespace IpMonitor.Dashboard.Live;

/// <summary>Limits of live connections (configuration section <c>Live:Limits</c>).</summary>
/// <remarks>An address may be that of a whole office behind one router.</remarks>
internal sealed class LiveLimitOptions
{
    /// <summary>Maximum open connections per address.</summary>
    public int ConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>Maximum distinct topics per address, over all its connections.</summary>
    public int TopicsPerAddress { get; set; } = 1_000;

    /// <summary>Maximum open connections per account or API key.</summary>
    public int ConnectionsPerAccount { get; set; } = 1_000;

    /// <summary>Maximum distinct topics per account or API key, over all its connections.</summary>
    public int TopicsPerAccount { get; set; } = 1_000;

    /// <summary>Maximum bytes of a message from a client.</summary>
    public int MaxMessageBytes { get; set; } = 4_096;

    /// <summary>Time after which a connection without a topic is closed; checked once a second.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Time after which a connection is closed that has not accepted a message; checked once a second.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

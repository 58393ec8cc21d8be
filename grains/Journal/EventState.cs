namespace IpMonitor.Grains.Journal;

/// <summary>The state of a stored event: counting, or the reason why it does not count.</summary>
[GenerateSerializer, Alias("ipm.event-state")]
public enum EventState
{
    /// <summary>Counts.</summary>
    Counts,
    /// <summary>Another event counts in its place.</summary>
    Replaced,
    /// <summary>Was withdrawn.</summary>
    Withdrawn,
    /// <summary>An effective withdrawal, which has no value itself.</summary>
    Withdrawal,
    /// <summary>A correction whose target has not arrived.</summary>
    Waiting,
    /// <summary>A correction whose target proved invalid.</summary>
    Void,
    /// <summary>A cumulative reading below the previous one, held for review.</summary>
    Held,
    /// <summary>Stored and shown, but another source is authoritative.</summary>
    Beside,
}

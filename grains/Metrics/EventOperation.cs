namespace IpMonitor.Grains.Metrics;

/// <summary>The operation of an event: an addition, a reading, a correction or a final mark.</summary>
[GenerateSerializer, Alias("ipm.event-operation")]
public enum EventOperation
{
    /// <summary>Adds to a sum or mean.</summary>
    Add,
    /// <summary>Sets a level to a reading.</summary>
    Set,
    /// <summary>更正: counts in place of its target.</summary>
    Replace,
    /// <summary>撤回: voids its target; withdrawing a correction restores the corrected event.</summary>
    Withdraw,
    /// <summary>核定: dated 31 December, makes the year final; later changes must be corrections.</summary>
    Final,
}

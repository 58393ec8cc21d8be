using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of a grain.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes when it ticks next, and how often from then on; during a tick, from the end of that tick.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Makes options with the times set.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of one tick to the next.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a tick runs beside calls.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick keeps the grain from being collected.</summary>
    public bool KeepAlive { get; init; }
}

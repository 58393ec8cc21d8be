using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A timer of a grain.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes when it ticks next, and how often from then on.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Makes options with the times set.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
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

internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private TimeSpan _period;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _period = options.Period;
        activation.Add(this);
        _timer = activation.Silo.Time.CreateTimer(_ => _ = Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_ended.IsCancellationRequested) return;
        _ended.Cancel();
        _timer.Dispose();
        _activation.Remove(this);
    }

    private async Task Tick()
    {
        try
        {
            await _activation.Tick(() => _ended.IsCancellationRequested ? Task.CompletedTask : _callback(_ended.Token), _options.Interleave);
        }
        catch (Exception fault)
        {
            LogThrew(_activation.Silo.Log, _activation.Id.ToString(), fault);
        }
        if (_options.KeepAlive) _activation.KeepAlive();
        if (!_ended.IsCancellationRequested) _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} threw, and goes on")]
    private static partial void LogThrew(ILogger log, string grain, Exception fault);
}

using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A timer of a grain: each tick is a turn, and the next is due a period after the end of the one before.</summary>
internal sealed partial class GrainTimer : GrainRequest, IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _ticking;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _timer = activation.Silo.Time.CreateTimer(_ => Due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override string Name => "Timer";

    public override bool AlwaysInterleave => _options.Interleave;

    public override bool KeepsAlive => _options.KeepAlive;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Require(dueTime, nameof(dueTime));
        Require(period, nameof(period));
        lock (_ended)
        {
            _period = period;
            _next = dueTime;
            if (!_ticking) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _activation.Remove(this);
        try
        {
            _ended.Cancel();
        }
        catch (AggregateException fault)
        {
            LogThrew(_activation.Silo.Log, _activation.Id, fault);
        }
    }

    public override async Task<Exception?> Run(object target)
    {
        if (_ended.IsCancellationRequested) return null;
        lock (_ended) _next = _period; // A change during the tick overrides this.
        try
        {
            await _callback(_ended.Token);
        }
        catch (Exception fault)
        {
            LogThrew(_activation.Silo.Log, _activation.Id, fault);
        }
        lock (_ended)
        {
            _ticking = false;
            if (!_ended.IsCancellationRequested) _timer.Change(_next, Timeout.InfiniteTimeSpan);
        }
        return null;
    }

    private void Due()
    {
        lock (_ended) _ticking = true;
        _activation.TryTake(this);
    }

    // What a Timer of the framework accepts.
    private static void Require(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)time.TotalMilliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)time.TotalMilliseconds, uint.MaxValue - 1, name);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} threw, and goes on")]
    private static partial void LogThrew(ILogger log, GrainIdentity grain, Exception fault);
}

using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>An observer, held weakly: its owner keeps it. Calls arrive one at a time, in order; those to a dead one go nowhere.</summary>
internal sealed partial class ObserverTarget(IGrainObserver observer, LocalSilo silo) : ICallTarget
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly TaskScheduler _turns = LocalSilo.NewTurns();
    private Task _last = Task.CompletedTask;
    private volatile bool _forgotten;

    public void Forget() => _forgotten = true;

    public Task<object?> Send(MethodPlan plan, object?[] arguments)
    {
        lock (_observer)
        {
            var sent = Next(_last, plan, arguments);
            _last = sent;
            return plan.OneWay ? sent : sent.WaitAsync(silo.ResponseTimeout, silo.Time);
        }
    }

    private async Task<object?> Next(Task before, MethodPlan plan, object?[] arguments)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await Task.Factory.StartNew(
                () => _forgotten || !_observer.TryGetTarget(out var alive) ? Dead(plan) : plan.Invoke(alive, arguments),
                CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap().ConfigureAwait(false);
        }
        catch (Exception fault) when (plan.OneWay)
        {
            LogThrew(silo.Log, plan.Name, fault);
            return null;
        }
    }

    private static Task<object?> Dead(MethodPlan plan) => plan.OneWay
        ? Task.FromResult<object?>(null)
        : Task.FromException<object?>(new SiloUnavailableException($"The observer of {plan.Name} is gone."));

    [LoggerMessage(Level = LogLevel.Warning, Message = "An observer threw in {Method}")]
    private static partial void LogThrew(ILogger log, string method, Exception fault);
}

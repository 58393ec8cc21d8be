using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>All activations of this process: one a grain. Starts and stops with the host.</summary>
internal sealed partial class LocalSilo(
    IServiceProvider services, TimeProvider time, IOptions<SiloMessagingOptions> messaging,
    IOptions<GrainCollectionOptions> collection, ILogger<LocalSilo> log) : IHostedService
{
    private readonly ConcurrentDictionary<GrainIdentity, Lazy<Activation>> _activations = new();
    private ITimer? _collector;
    private volatile bool _stopping;

    public IServiceProvider Services => services;

    public TimeProvider Time => time;

    public ILogger Log => log;

    public TimeSpan ResponseTimeout => messaging.Value.ResponseTimeout;

    /// <summary>A scheduler that runs what it is given one after another, on the pool.</summary>
    public static TaskScheduler NewTurns() => new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default).ExclusiveScheduler;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var quantum = collection.Value.CollectionQuantum;
        _collector = time.CreateTimer(_ => Collect(), null, quantum, quantum);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more calls from outside, lets those accepted finish, and deactivates every grain.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _collector?.Dispose();
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The process is stopping.");
        while (!_activations.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            var leaving = Active().Where(activation => activation.TryLeave(reason)).Select(activation => activation.Gone).ToList();
            if (leaving.Count > 0) await Task.WhenAll(leaving).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!_activations.IsEmpty) LogAbandoned(log, _activations.Count);
    }

    public Task<object?> Send(GrainIdentity id, MethodPlan plan, object?[] arguments)
    {
        if (_stopping && !FromGrain) return Task.FromException<object?>(new SiloUnavailableException("The silo is stopping."));
        var deadline = time.GetTimestamp() + (long)(ResponseTimeout.TotalSeconds * time.TimestampFrequency);
        var request = new GrainCall(plan.Name, grain => plan.Invoke(grain, arguments), plan.ReadOnly, plan.AlwaysInterleave, deadline);
        _ = Deliver(id, request);
        if (plan.OneWay)
        {
            _ = request.Answer.ContinueWith(answer => LogOneWay(log, plan.Name, answer.Exception!.InnerException!), TaskContinuationOptions.OnlyOnFaulted);
            return request.Answer;
        }
        return request.Answer.IsCompleted ? request.Answer : InTime(request, plan, id);
    }

    /// <summary>Brings a request to the grain's activation, making one when there is none.</summary>
    public async Task Deliver(GrainIdentity id, GrainCall request)
    {
        while (true)
        {
            var activation = _activations.GetOrAdd(id, id => new(() => new Activation(this, id))).Value;
            if (activation.TryAdd(request)) return;
            await activation.Gone.ConfigureAwait(false);
        }
    }

    public void Forget(Activation activation)
    {
        if (_activations.TryGetValue(activation.Id, out var known) && known.IsValueCreated && known.Value == activation)
            _activations.TryRemove(new(activation.Id, known));
    }

    private static bool FromGrain => TaskScheduler.Current != TaskScheduler.Default;

    private async Task<object?> InTime(GrainCall request, MethodPlan plan, GrainIdentity id)
    {
        try
        {
            return await request.Answer.WaitAsync(ResponseTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!request.Answer.IsCompleted)
        {
            throw new TimeoutException($"Response did not arrive on time in {ResponseTimeout} for {plan.Name} of {id}.");
        }
    }

    private void Collect()
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody called for a while.");
        foreach (var activation in Active()) activation.TryLeave(reason, time.GetUtcNow() - collection.Value.CollectionAge);
    }

    private IEnumerable<Activation> Active() =>
        _activations.Values.Where(activation => activation.IsValueCreated).Select(activation => activation.Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A one-way call threw in {Method}")]
    private static partial void LogOneWay(ILogger log, string method, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains had not finished when the stop ran out of time")]
    private static partial void LogAbandoned(ILogger log, int count);
}

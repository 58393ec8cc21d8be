using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>All activations of this process, one a grain, and the calls between them. Starts and stops with the host.</summary>
internal sealed partial class LocalSilo : IHostedService
{
    private readonly ConcurrentDictionary<GrainIdentity, Activation> _activations = new();
    private readonly OpenCalls _open;
    private readonly TimeSpan _responseTimeout;
    private ITimer? _collector;
    private ITimer? _deadlines;
    private volatile bool _stopping;
    private volatile bool _closed;

    public LocalSilo(
        IServiceProvider services, TimeProvider time, IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection, Threads threads, ILogger<LocalSilo> log)
    {
        Services = services;
        Time = time;
        Collection = collection.Value;
        Threads = threads;
        Log = log;
        GrainFactory = new(this);
        _open = new(time, log);
        _responseTimeout = messaging.Value.ResponseTimeout;
        Collection.Validate();
    }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public GrainCollectionOptions Collection { get; }

    public Threads Threads { get; }

    public ILogger Log { get; }

    public LocalClient GrainFactory { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromMilliseconds(Math.Clamp(_responseTimeout.TotalMilliseconds, 1, 1000));
        _deadlines = Time.CreateTimer(_ => _open.TimeOut(), null, period, period);
        _collector = Time.CreateTimer(_ => Collect(), null, Collection.CollectionQuantum, Collection.CollectionQuantum);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more calls from outside, lets those accepted finish, and deactivates every grain.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _collector?.Dispose();
        await InTime(_open.None(), cancellationToken);
        _closed = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "This process is terminating.");
        while (InOrder() is { Count: > 0 } active)
        {
            foreach (var activation in active) activation.Deactivate(reason);
            await InTime(Task.WhenAll(active.Select(activation => activation.Gone)), cancellationToken);
            if (!cancellationToken.IsCancellationRequested) continue;
            LogAbandoned(Log, active.Count);
            break;
        }
        _open.FailAll(Refused());
        _deadlines?.Dispose();
    }

    /// <summary>Sends a call on its way; the answer is a task of the method's own type.</summary>
    public Task Send(ICallTarget target, GrainMethod method, object?[] arguments)
    {
        var timeout = method.OneWay ? null : method.Timeout ?? (TimeSpan?)_responseTimeout;
        var deadline = timeout is { } wait ? Time.GetTimestamp() + (long)(wait.TotalSeconds * Time.TimestampFrequency) : long.MaxValue;
        var call = method.NewCall(arguments, _open, deadline);
        // Nobody waits for an observer that is told, nor does a stop.
        if (!method.OneWay || target is GrainTarget) _open.Add(call, timeout);
        // Grains may still call each other while a stop waits for what was accepted.
        if (_stopping && TurnScheduler.Here is null) call.Fail(Refused());
        else target.Deliver(call);
        return method.OneWay ? method.Completed : call.Answer;
    }

    /// <summary>Brings a call to the grain's activation, making one when there is none.</summary>
    public void Deliver(GrainIdentity id, GrainRequest request)
    {
        while (true)
        {
            if (!_activations.TryGetValue(id, out var activation))
            {
                if (_closed)
                {
                    (request as GrainCall)?.Fail(Refused());
                    return;
                }
                activation = _activations.GetOrAdd(id, static (id, silo) => new(silo, id), this);
            }
            if (activation.TryTake(request)) return;
            Forget(activation);
        }
    }

    public void Forget(Activation activation) => _activations.TryRemove(new(activation.Id, activation));

    private static SiloUnavailableException Refused() => new("The local Orleans host is shutting down and takes no more calls.");

    private static async Task InTime(Task task, CancellationToken cancellation) =>
        await task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Collect()
    {
        foreach (var activation in InOrder()) activation.Collect(Collection.CollectionAge);
    }

    // The same from run to run, unlike that of the dictionary.
    private List<Activation> InOrder() => [.. _activations.Values.OrderBy(activation => activation.Id.ToString(), StringComparer.Ordinal)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains had not finished when the stop ran out of time")]
    private static partial void LogAbandoned(ILogger log, int count);
}

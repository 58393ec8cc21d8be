using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.CodeGeneration;
using Orleans.Configuration;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>A silo under the seed: its activations, one a grain, and the messages between them.</summary>
internal sealed class SimulatedSilo
{
    private readonly Dictionary<GrainId, SimulatedActivation> _directory = [];
    private readonly List<SimulatedActivation> _all = [];
    private readonly HashSet<PendingCall> _pending = [];
    private readonly TimeSpan _responseTimeout;
    private TaskCompletionSource? _drained;
    private ITimer? _collector;
    private int _activated;
    private bool _isClosed;

    public SimulatedSilo(
        IServiceProvider services, SimulatedProcess process, TimeProvider clock,
        IOptions<SiloMessagingOptions> messaging, IOptions<GrainCollectionOptions> collection,
        ILogger<SimulatedSilo> log)
    {
        (Services, Process, Clock, Log) = (services, process, clock, log);
        Collection = collection.Value;
        _responseTimeout = messaging.Value.ResponseTimeout;
        GrainFactory = new(this);
        Observers = new(this);
    }

    public IServiceProvider Services { get; }

    public SimulatedProcess Process { get; }

    public TimeProvider Clock { get; }

    public GrainCollectionOptions Collection { get; }

    public ILogger Log { get; }

    public SiloAddress Address { get; } = new SimulatedSiloDetails().SiloAddress;

    public SimulatedGrainFactory GrainFactory { get; }

    public ObserverDirectory Observers { get; }

    /// <summary>Whether the silo stops or has stopped.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>How long a request or a response takes; null loses it. Without this, messages arrive at once.</summary>
    public Func<TimeSpan?>? MessageDelay { get; set; }

    /// <summary>The grains that have an activation in the directory, in order of activation.</summary>
    public IReadOnlyList<GrainId> ActiveGrains =>
        [.. _all.Where(one => _directory.GetValueOrDefault(one.GrainId) == one).Select(one => one.GrainId)];

    public void Start()
    {
        var quantum = Collection.CollectionQuantum;
        _collector = Clock.CreateTimer(_ => Collect(), null, quantum, quantum);
        var reminders = Services.GetRequiredService<SimulatedReminderRegistry>();
        Services.GetRequiredService<SimulatedReminderTable>().AddSilo(reminders);
    }

    /// <summary>Refuses calls from outside, lets accepted ones finish, and deactivates every grain.</summary>
    public async Task Stop(CancellationToken cancellation)
    {
        IsStopping = true;
        _collector?.Dispose();
        _drained = new();
        if (_pending.Count == 0) _drained.TrySetResult();
        await WithCancellation(_drained.Task, cancellation);
        _isClosed = true;
        while (_all.Count > 0 && !cancellation.IsCancellationRequested)
        {
            List<SimulatedActivation> active = [.. _all];
            foreach (var activation in active) activation.Deactivate(ShuttingDown, cancellation);
            foreach (var activation in active) await WithCancellation(activation.Deactivated, cancellation);
        }
        foreach (var call in _pending.ToList()) call.Complete(CreateRefusedResponse());
    }

    /// <summary>Sends a request of a proxy.</summary>
    public void Send(GrainReference target, IInvokable body, InvokeMethodOptions options, PendingCall? call)
    {
        if (body.GetCancellationToken().CanBeCanceled)
            throw new NotSupportedException("The simulated host does not carry cancellation tokens between grains.");
        if (RequestContext.Keys.Any())
            throw new NotSupportedException("The simulated host does not carry RequestContext between grains.");
        var name = $"{body.GetInterfaceName()}.{body.GetMethodName()}";
        if (options.HasFlag(InvokeMethodOptions.OneWay))
        {
            call?.Complete(Response.Completed);
            call = null;
        }
        // Grains still call each other while a stop waits for accepted calls.
        if (IsStopping && OrleansInternals.CurrentContext is null)
        {
            call?.Complete(CreateRefusedResponse());
            return;
        }
        var deadline = long.MaxValue;
        if (call is not null)
        {
            var timeout = body.GetDefaultResponseTimeout() ?? _responseTimeout;
            deadline = Clock.GetTimestamp() + (long)(timeout.TotalSeconds * Clock.TimestampFrequency);
            call.Completed = RemovePending;
            _pending.Add(call);
            call.TimeOutAfter(timeout, name, Clock);
        }
        var request = new GrainRequest(body, options, call, deadline);
        SendWithDelay(() => Deliver(target.GrainId, request));
    }

    /// <summary>Sends a response back, as it arrives in another process.</summary>
    public void Respond(PendingCall call, Response response)
    {
        CurrentSiloGrainFactory.Use(GrainFactory);
        var arrived = OrleansServices.Shared.CopyResponse(response);
        CurrentSiloGrainFactory.Use(null);
        SendWithDelay(() => call.Complete(arrived));
    }

    /// <summary>Brings a request to the grain's activation, and creates one if there is none.</summary>
    public void Deliver(GrainId id, GrainRequest request)
    {
        if (id.Type == ObserverDirectory.ObserverType)
        {
            Observers.Deliver(id, request);
            return;
        }
        if (!_directory.TryGetValue(id, out var activation))
        {
            if (_isClosed)
            {
                request.Call?.Complete(CreateRefusedResponse());
                return;
            }
            activation = new(this, id, new(new Guid(++_activated, 0, 0, new byte[8])));
            _directory.Add(id, activation);
            _all.Add(activation);
        }
        activation.Receive(request);
    }

    /// <summary>
    /// Forgets where a grain is, as the directory does when the silo that holds the entry dies: the next call creates a
    /// second activation, and the first one is told of its duplicate after a while.
    /// </summary>
    public void Duplicate(GrainId id, TimeSpan until)
    {
        if (!_directory.Remove(id, out var first)) return;
        var reason =
            new DeactivationReason(DeactivationReasonCode.DuplicateActivation, "A duplicate activation was found.");
        Process.Schedule(until, () => first.Deactivate(reason));
    }

    public void Unregister(SimulatedActivation activation)
    {
        _all.Remove(activation);
        if (_directory.GetValueOrDefault(activation.GrainId) == activation) _directory.Remove(activation.GrainId);
    }

    private static DeactivationReason ShuttingDown =>
        new(DeactivationReasonCode.ShuttingDown, "This process is terminating.");

    private static Response CreateRefusedResponse() =>
        Response.FromException(new SiloUnavailableException("The silo is shutting down and accepts no more calls."));

    private static async Task WithCancellation(Task task, CancellationToken cancellation) =>
        await task.WaitAsync(cancellation).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void SendWithDelay(Action arrive)
    {
        if (MessageDelay is null) arrive();
        else if (MessageDelay() is { } delay) Process.Schedule(delay, arrive);
    }

    private void RemovePending(PendingCall call)
    {
        _pending.Remove(call);
        if (_pending.Count == 0) _drained?.TrySetResult();
    }

    private void Collect()
    {
        foreach (var activation in _all.ToList()) activation.CollectIfIdle(Collection.CollectionAge);
    }
}

using Microsoft.Extensions.Logging;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>One grain in memory: takes requests and runs them on the activation's scheduler.</summary>
internal sealed partial class SimulatedActivation : IGrainContext
{
    private readonly SimulatedSilo _silo;
    private readonly GrainClass _class;
    private readonly ActivationScheduler _scheduler;
    private readonly RequestGate _gate;
    private readonly Dictionary<Type, object> _components = [];
    private ActivationState _state = ActivationState.Created;
    private bool _isPumpQueued;
    private long _lastUse;

    public SimulatedActivation(SimulatedSilo silo, GrainId id, ActivationId activationId)
    {
        (_silo, GrainId, ActivationId) = (silo, id, activationId);
        _class = GrainClass.Of(OrleansServices.Shared.ClassOf(id.Type));
        _scheduler = new(this, silo.Process);
        _gate = new(request => _class.MayInterleave(GrainInstance, request.Body));
        _lifecycle = new(silo.Log);
        Address = new() { GrainId = id, ActivationId = activationId, SiloAddress = silo.Address };
        _lastUse = silo.Clock.GetTimestamp();
    }

    private enum ActivationState
    {
        Created,
        Activating,
        Valid,
        Deactivating,
        Invalid,
    }

    public GrainId GrainId { get; }

    public ActivationId ActivationId { get; }

    public GrainAddress Address { get; }

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => _silo.GrainFactory.Reference(GrainId, default);

    public IServiceProvider ActivationServices =>
        _scope?.ServiceProvider ?? throw new InvalidOperationException($"{GrainId} is not activated.");

    public IGrainLifecycle ObservableLifecycle => _lifecycle;

    public IWorkItemScheduler Scheduler => _scheduler;

    /// <summary>Whether the activation takes requests itself; an invalid one has passed its requests on.</summary>
    public bool IsInvalid => _state == ActivationState.Invalid;

    /// <summary>Queues a request; the first one activates the grain.</summary>
    public void Receive(GrainRequest request)
    {
        if (IsInvalid)
        {
            if (!request.IsLocalOnly) _silo.Deliver(GrainId, request);
            return;
        }
        _gate.Add(request);
        if (_state == ActivationState.Created) Activate(null);
        else SignalPump();
    }

    /// <summary>Receives the tick of one of Orleans' own timers.</summary>
    public void ReceiveMessage(object message)
    {
        if (OrleansInternals.BodyOf(message) is not IInvokable body)
            throw new NotSupportedException($"A message without a request: {message}");
        var options = InvokeMethodOptions.OneWay;
        if (OrleansInternals.IsAlwaysInterleave(message)) options |= InvokeMethodOptions.AlwaysInterleave;
        Receive(new(body, options, null, long.MaxValue)
        {
            KeepsAlive = OrleansInternals.IsKeepAlive(message),
            IsLocalOnly = true,
        });
    }

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType) =>
        _components.GetValueOrDefault(componentType) ?? (componentType.IsInstanceOfType(this) ? this : null);

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class
    {
        if (value is null) _components.Remove(typeof(TComponent));
        else _components[typeof(TComponent)] = value;
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => ActivationId.GetHashCode();

    public override string ToString() => $"{GrainId} {ActivationId}";

    public void Rehydrate(IRehydrationContext context) =>
        throw new NotSupportedException("Simulated grains do not migrate.");

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Simulated grains do not migrate.");

    private void SignalPump()
    {
        if (_isPumpQueued || _state != ActivationState.Valid) return;
        _isPumpQueued = true;
        _scheduler.QueueAction(Pump);
    }

    // Starts one request a turn, so that the seed may put other activations' turns between two starts.
    private void Pump()
    {
        _isPumpQueued = false;
        if (_state != ActivationState.Valid || _gate.TryStart() is not { } request) return;
        SignalPump();
        _ = Run(request);
    }

    private async Task Run(GrainRequest request)
    {
        if (request.IsExpired(_silo.Clock.GetTimestamp())) LogDropped(_silo.Log, request.Name, GrainId);
        else
        {
            var response = await request.Invoke(this);
            if (request.Call is not null) _silo.Respond(request.Call, response);
            else if (response.Exception is { } fault) LogUnheard(_silo.Log, request.Name, GrainId, fault);
        }
        _gate.Complete(request);
        if (request.KeepsAlive) _lastUse = _silo.Clock.GetTimestamp();
        if (_state == ActivationState.Deactivating) FinishWhenIdle();
        else SignalPump();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} waited for {Grain} past its time and is dropped")]
    private static partial void LogDropped(ILogger log, string method, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} of {Grain} threw without a caller that waits")]
    private static partial void LogUnheard(ILogger log, string method, GrainId grain, Exception fault);
}

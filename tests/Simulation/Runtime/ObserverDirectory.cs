using Microsoft.Extensions.Logging;

namespace IpMonitor.Simulation.Runtime;

/// <summary>The observers of a silo's client. Each is called one request at a time, in order.</summary>
/// <remarks>
/// They are held strongly: Orleans' weak references follow the garbage collector, which no seed controls.
/// </remarks>
internal sealed class ObserverDirectory(SimulatedSilo silo)
{
    private readonly Dictionary<GrainId, SimulatedObserver> _observers = [];
    private int _created;

    public static GrainType ObserverType { get; } = GrainType.Create("simulated.observer");

    public GrainId Add(IGrainObserver observer)
    {
        var id = GrainId.Create(ObserverType, $"{++_created}");
        _observers.Add(id, new(observer, silo));
        return id;
    }

    public bool Remove(GrainId id) => _observers.Remove(id);

    /// <summary>
    /// Delivers a request; to a removed observer it is lost, and a caller that waits runs out of time.
    /// </summary>
    public void Deliver(GrainId id, GrainRequest request) => _observers.GetValueOrDefault(id)?.Receive(request);
}

/// <summary>Calls one observer.</summary>
internal sealed partial class SimulatedObserver(IGrainObserver observer, SimulatedSilo silo)
    : global::Orleans.Serialization.Invocation.ITargetHolder
{
    private readonly Queue<GrainRequest> _waiting = [];
    private bool _isRunning;

    public void Receive(GrainRequest request)
    {
        _waiting.Enqueue(request);
        if (_isRunning) return;
        _isRunning = true;
        _ = silo.Process.Run(Run);
    }

    public object GetTarget() => observer;

    public object? GetComponent(Type componentType) => null;

    private async Task Run()
    {
        while (_waiting.TryDequeue(out var request))
        {
            if (request.IsExpired(silo.Clock.GetTimestamp())) continue;
            var response = await request.Invoke(this);
            if (request.Call is not null) silo.Respond(request.Call, response);
            else if (response.Exception is { } fault) LogThrew(silo.Log, request.Name, fault);
        }
        _isRunning = false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An observer threw in {Method}")]
    private static partial void LogThrew(ILogger log, string method, Exception fault);
}

using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>
/// One grain in memory: which of its requests may begin, and which wait. How it comes and goes is in the other file.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly LinkedList<GrainRequest> _waiting = [];
    private readonly TurnScheduler _turns;
    private readonly bool _reentrant;
    private Phase _phase = Phase.New;
    private int _running;
    private int _readers;
    private int _interleaving;
    private long _used;

    public Activation(LocalSilo silo, GrainIdentity id)
    {
        Silo = silo;
        Id = id;
        _turns = new(this);
        _reentrant = id.GrainClass.IsDefined(typeof(ReentrantAttribute), inherit: true);
        _used = silo.Time.GetTimestamp();
    }

    private enum Phase
    {
        New,
        Activating,
        Active,
        Leaving,
        Gone,
    }

    public LocalSilo Silo { get; }

    public GrainIdentity Id { get; }

    /// <summary>Takes a request to run now or later; false when this activation is gone and there must be another.</summary>
    public bool TryTake(GrainRequest request)
    {
        lock (_gate)
        {
            if (_phase == Phase.Gone) return false;
            if (_phase == Phase.Active && MayBegin(request))
            {
                Begin(request);
                return true;
            }
            _waiting.AddLast(request);
            if (_phase == Phase.New)
            {
                _phase = Phase.Activating;
                _turns.Start(() => _ = Activate());
            }
            return true;
        }
    }

    // A request that reads may pass by one that waits to write, and one that always interleaves waits only for activation:
    // so while something that is no reader runs, nobody in the queue may begin.
    private bool MayBegin(GrainRequest request) =>
        _running == 0 || _reentrant || request.AlwaysInterleave || (request.ReadOnly && _running == _readers);

    private void BeginWhatMay(bool afterActivation = false)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (MayBegin(node.Value))
            {
                _waiting.Remove(node);
                Begin(node.Value);
            }
            else if (!afterActivation && _running > _readers)
            {
                return;
            }
            node = next;
        }
    }

    private void Begin(GrainRequest request)
    {
        Count(request, 1);
        _turns.Start(() => _ = Run(request));
    }

    private async Task Run(GrainRequest request)
    {
        if (request.IsPast(Silo.Time.GetTimestamp())) LogDropped(Silo.Log, request.Name, Id);
        else if (await request.Run(_grain!) is { } fault) LogUnheard(Silo.Log, request.Name, Id, fault);
        lock (_gate)
        {
            Count(request, -1);
            if (request.KeepsAlive) _used = Silo.Time.GetTimestamp();
            if (_phase == Phase.Leaving) LeaveWhenIdle();
            else BeginWhatMay();
        }
    }

    private void Count(GrainRequest request, int by)
    {
        if (request.AlwaysInterleave)
        {
            _interleaving += by;
            return;
        }
        _running += by;
        if (request.ReadOnly) _readers += by;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} waited for {Grain} past its time and is dropped")]
    private static partial void LogDropped(ILogger log, string method, GrainIdentity grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} of {Grain} threw, and nobody waits for it")]
    private static partial void LogUnheard(ILogger log, string method, GrainIdentity grain, Exception fault);
}

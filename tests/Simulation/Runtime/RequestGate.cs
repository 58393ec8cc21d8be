namespace IpMonitor.Simulation.Runtime;

/// <summary>
/// Decides which waiting request of an activation may start, by the rule of Orleans' <c>ActivationData</c>.
/// </summary>
/// <remarks>
/// One request blocks the others. When it ends, nothing blocks, even if requests that interleaved with it still run: a
/// writer may then start beside a reader that outlived the first reader.
/// </remarks>
/// <param name="mayInterleave">Whether the grain class itself lets a request interleave.</param>
internal sealed class RequestGate(Func<GrainRequest, bool> mayInterleave)
{
    private readonly List<GrainRequest> _waiting = [];
    private GrainRequest? _blocking;

    /// <summary>The number of requests that run.</summary>
    public int Running { get; private set; }

    public bool IsIdle => Running == 0 && _waiting.Count == 0;

    public void Add(GrainRequest request) => _waiting.Add(request);

    /// <summary>Takes the first waiting request that may start and counts it as running; null when none may.</summary>
    public GrainRequest? TryStart()
    {
        var at = _waiting.FindIndex(MayStart);
        if (at < 0) return null;
        var request = _waiting[at];
        _waiting.RemoveAt(at);
        Running++;
        if (!request.IsAlwaysInterleave) _blocking ??= request;
        return request;
    }

    public void Complete(GrainRequest request)
    {
        Running--;
        if (_blocking == request) _blocking = null;
    }

    /// <summary>Removes and returns what waits.</summary>
    public List<GrainRequest> TakeWaiting()
    {
        List<GrainRequest> waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }

    private bool MayStart(GrainRequest request) =>
        Running == 0 || request.IsAlwaysInterleave || _blocking is null
        || (_blocking.IsReadOnly && request.IsReadOnly) || mayInterleave(request) || mayInterleave(_blocking);
}

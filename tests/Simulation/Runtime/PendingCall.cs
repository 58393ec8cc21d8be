using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>A call whose caller waits for the response.</summary>
internal abstract class PendingCall
{
    private ITimer? _timeout;

    public bool IsCompleted { get; private set; }

    /// <summary>Runs when the call is answered.</summary>
    public Action<PendingCall>? Completed { get; set; }

    /// <summary>Fails the call when its time is over.</summary>
    public void TimeOutAfter(TimeSpan timeout, string name, TimeProvider clock)
    {
        _timeout = clock.CreateTimer(_ => Expire(), null, timeout, Timeout.InfiniteTimeSpan);

        void Expire() => Complete(Response.FromException(
            new TimeoutException($"Response did not arrive on time in {timeout} for {name}.")));
    }

    /// <summary>Answers the caller; a second or late answer is dropped.</summary>
    public void Complete(Response response)
    {
        if (IsCompleted) return;
        IsCompleted = true;
        _timeout?.Dispose();
        Completed?.Invoke(this);
        SetResponse(response);
    }

    protected abstract void SetResponse(Response response);
}

/// <summary>A call with an answer of type <typeparamref name="T"/>.</summary>
/// <remarks>
/// The completion source lets continuations run inline: those of grains are queued to their scheduler anyway, and
/// anything else, such as <c>Task.WhenAll</c>, must not leave for the thread pool.
/// </remarks>
internal sealed class PendingCall<T> : PendingCall
{
    private readonly TaskCompletionSource<T?> _answer = new();

    public Task<T?> Answer => _answer.Task;

    protected override void SetResponse(Response response)
    {
        if (response.Exception is not { } fault)
        {
            _answer.SetResult(response is Response<T> typed ? typed.TypedResult : (T?)response.Result);
            return;
        }
        _answer.SetException(fault);
        _ = _answer.Task.Exception; // A caller that does not wait is not told by the finalizer either.
    }
}

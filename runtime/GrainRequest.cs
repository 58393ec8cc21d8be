namespace Orleans.Runtime;

/// <summary>Something for a grain or an observer to do: a call or a tick of a timer.</summary>
internal abstract class GrainRequest
{
    public abstract string Name { get; }

    public virtual bool ReadOnly => false;

    public virtual bool AlwaysInterleave => false;

    /// <summary>Whether it counts as use of the grain.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Does it and answers; returns what nobody else will hear of.</summary>
    public abstract Task<Exception?> Run(object target);

    /// <summary>Whether it is too late to begin.</summary>
    public virtual bool IsPast(long now) => false;
}

/// <summary>A call: somebody waits for its answer, but for a one-way one.</summary>
internal abstract class GrainCall(GrainMethod method, long deadline) : GrainRequest
{
    public override string Name => method.Name;

    public override bool ReadOnly => method.ReadOnly;

    public override bool AlwaysInterleave => method.AlwaysInterleave;

    public abstract Task Answer { get; }

    public abstract void Fail(Exception fault);

    /// <summary>When its caller waits no longer.</summary>
    public long Deadline => deadline;

    public override bool IsPast(long now) => now > deadline;
}

/// <summary>A call with an answer of type <typeparamref name="T"/>; of a void method, null.</summary>
internal sealed class GrainCall<T>(GrainMethod method, object?[] arguments, OpenCalls open, long deadline) : GrainCall(method, deadline)
{
    private readonly GrainMethod _method = method;
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Answer => _answer.Task;

    public override async Task<Exception?> Run(object target)
    {
        try
        {
            var task = _method.Invoke(target, arguments);
            await task;
            var answer = task is Task<T> typed ? await typed : default!;
            if (answer is Grain grain) answer = (T)GrainReference.To(grain, typeof(T));
            if (_answer.TrySetResult(answer)) open.Remove(this);
            return null;
        }
        catch (Exception fault)
        {
            Fail(Crossing.Fault(fault));
            return _method.OneWay ? fault : null;
        }
    }

    public override void Fail(Exception fault)
    {
        if (!_answer.TrySetException(fault)) return;
        open.Remove(this);
        _ = _answer.Task.Exception; // Who does not wait for the answer is not told by the finalizer either.
    }
}

namespace Orleans.Runtime;

/// <summary>A call on its way: what to run, how it may interleave, and who waits for the answer.</summary>
internal sealed class GrainCall(string name, Func<object, Task<object?>> run, bool readOnly, bool alwaysInterleave, long? deadline)
{
    private readonly TaskCompletionSource<object?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public bool ReadOnly => readOnly;

    public bool AlwaysInterleave => alwaysInterleave;

    public Task<object?> Answer => _answer.Task;

    /// <summary>Whether its caller has given up already: then it never runs.</summary>
    public bool IsPast(TimeProvider time) => deadline is { } last && time.GetTimestamp() > last;

    public async Task Run(object grain)
    {
        try
        {
            _answer.TrySetResult(await run(grain));
        }
        catch (Exception fault)
        {
            _answer.TrySetException(fault);
        }
    }

    public void Fail(Exception fault) => _answer.TrySetException(fault);
}

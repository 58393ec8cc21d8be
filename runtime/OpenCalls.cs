using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>The calls that are not answered yet: here they run out of time, and a stop waits for them.</summary>
internal sealed partial class OpenCalls(TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<GrainCall, TimeSpan?> _open = new();
    private volatile TaskCompletionSource? _none;

    /// <summary>Takes a call in; one without a time-out waits for ever.</summary>
    public void Add(GrainCall call, TimeSpan? timeout) => _open.TryAdd(call, timeout);

    public void Remove(GrainCall call)
    {
        _open.TryRemove(call, out _);
        if (_none is { } none && _open.IsEmpty) none.TrySetResult();
    }

    /// <summary>Gives up on those that wait too long. What has begun goes on, but nobody hears how it ended.</summary>
    public void TimeOut()
    {
        var now = time.GetTimestamp();
        foreach (var (call, timeout) in _open.Where(one => one.Key.IsPast(now)).OrderBy(one => one.Key.Deadline))
        {
            LogLate(call.Name, timeout!.Value);
            call.Fail(new TimeoutException($"Response did not arrive on time in {timeout} for {call.Name}."));
        }
    }

    /// <summary>Done when every call is answered.</summary>
    public Task None()
    {
        var none = _none = new();
        if (_open.IsEmpty) none.TrySetResult();
        return none.Task;
    }

    public void FailAll(Exception fault)
    {
        foreach (var call in _open.Keys) call.Fail(fault);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} did not answer in {Timeout}")]
    private partial void LogLate(string method, TimeSpan timeout);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Draws pictures on threads of its own, so that neither grains nor pushes wait for a picture.</summary>
/// <remarks>
/// On Linux .NET gives threads no priority, and a nice value made pushes slower: a collection of garbage waits until a
/// thread that the scheduler starves has stopped.
/// </remarks>
internal sealed class ChartQueue : IDisposable
{
    private static readonly TimeSpan MaxRest = TimeSpan.FromMilliseconds(200);

    private readonly BlockingCollection<Action> _jobs;
    private readonly Thread[] _threads;
    private bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    public ChartQueue(IOptions<ChartOptions> options)
    {
        _jobs = new(options.Value.MaxQueued);
        _threads = [.. Enumerable.Range(1, options.Value.MaxConcurrent).Select(number => new Thread(Work)
        {
            Name = $"chart {number}",
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>Runs a function on one of the threads; null if the queue is full.</summary>
    public Task<T>? TryRun<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _jobs.TryAdd(Run) ? completion.Task : null;

        void Run()
        {
            try
            {
                completion.SetResult(function());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container disposes it too.
        if (_isDisposed) return;
        _isDisposed = true;
        _jobs.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _jobs.Dispose();
    }

    // Rests as long as it has drawn: pictures take at most half of a processor from grains and pushes.
    private void Work()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            var start = Stopwatch.GetTimestamp();
            job();
            var rest = Stopwatch.GetElapsedTime(start);
            if (!_jobs.IsAddingCompleted) Thread.Sleep(rest < MaxRest ? rest : MaxRest);
        }
    }
}

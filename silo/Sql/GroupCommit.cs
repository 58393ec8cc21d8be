using System.Diagnostics;
using System.Threading.Channels;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Groups the appends of many grains into commits: appends that arrive during a commit share the next one. Each caller
/// completes after its own commit. The queue is bounded.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    internal const int QueueCapacity = 4096;
    private const int MaxEntriesPerCommit = 20_000;
    private const int DelayThreshold = 256; // entries of the commit before
    private static readonly TimeSpan IdleDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GatherDelay = TimeSpan.FromMilliseconds(1);

    private readonly Channel<QueuedAppend> _queue =
        Channel.CreateBounded<QueuedAppend>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Func<IReadOnlyList<AppendRequest>, Task<IReadOnlyList<AppendResult>>> _commit;
    private readonly Func<Task> _onIdle;
    private readonly TimeProvider _time;
    private readonly JournalMetrics? _metrics;
    private readonly Task _loop;

    /// <summary>Starts the commit loop.</summary>
    /// <param name="commit">Commits a group of appends; returns one result per append.</param>
    /// <param name="onIdle">Does deferred work after half a second without appends, and at the end.</param>
    /// <param name="time">Clock of the delays.</param>
    /// <param name="scheduler">Scheduler of the loop and of the callbacks.</param>
    /// <param name="metrics">Records the time in the queue; optional.</param>
    internal GroupCommit(
        Func<IReadOnlyList<AppendRequest>, Task<IReadOnlyList<AppendResult>>> commit, Func<Task> onIdle,
        TimeProvider time, TaskScheduler scheduler, JournalMetrics? metrics = null)
    {
        (_commit, _onIdle, _time, _metrics) = (commit, onIdle, time, metrics);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, scheduler).Unwrap();
    }

    /// <summary>Number of appends in the queue.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>Queues an append; completes when it is on disk.</summary>
    /// <exception cref="JournalException">The queue is full or closed, or the commit failed.</exception>
    public Task<AppendResult> Append(AppendRequest append)
    {
        var queued = new QueuedAppend(
            append,
            new(TaskCreationOptions.RunContinuationsAsynchronously),
            _time.GetTimestamp(),
            Activity.Current?.Context);
        return _queue.Writer.TryWrite(queued)
            ? queued.Completion.Task
            : throw JournalException.Busy();
    }

    /// <summary>Closes the queue and commits the queued appends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task Run()
    {
        for (var entries = 0; await WaitForMore();)
        {
            // After a large commit its callers append again within a moment: a short wait lets them share one commit.
            if (entries >= DelayThreshold) await Task.Delay(GatherDelay, _time);
            entries = 0;
            var group = new List<QueuedAppend>();
            while (entries < MaxEntriesPerCommit && _queue.Reader.TryRead(out var queued))
            {
                group.Add(queued);
                _metrics?.RecordWait(_time.GetElapsedTime(queued.QueuedAt));
                entries += queued.Append.Entries.Length;
            }
            await Commit(group);
        }
        await _onIdle();
    }

    private async Task<bool> WaitForMore()
    {
        var hasMore = WaitToRead();
        if (!hasMore.IsCompleted && await Task.WhenAny(hasMore, Task.Delay(IdleDelay, _time)) != hasMore)
            await _onIdle();
        return await hasMore;

        // An async method resumes on the scheduler of the loop; the task of AsTask would not.
        async Task<bool> WaitToRead() => await _queue.Reader.WaitToReadAsync();
    }

    private async Task Commit(List<QueuedAppend> group)
    {
        using var activity = Instrumentation.Activities.StartActivity(ActivityKind.Internal, name: "journal.commit",
            links: group.Select(queued => queued.ParentContext)
                .OfType<ActivityContext>()
                .Select(context => new ActivityLink(context)));
        try
        {
            var results = await _commit(group.ConvertAll(queued => queued.Append));
            for (var i = 0; i < group.Count; i++) group[i].Completion.SetResult(results[i]);
        }
        catch (Exception exception)
        {
            foreach (var queued in group)
                queued.Completion.TrySetException(JournalException.FromException(exception));
        }
    }

    private sealed record QueuedAppend(
        AppendRequest Append, TaskCompletionSource<AppendResult> Completion, long QueuedAt,
        ActivityContext? ParentContext);
}

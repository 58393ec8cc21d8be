using System.Diagnostics;
using System.Threading.Channels;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Lets appends of many grains share a commit: while one is on its way to disk, those that come meanwhile gather for the next,
/// and each caller is answered after its own commit. The queue in front is bounded.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    private const int DelayThreshold = 256;
    private static readonly TimeSpan IdleDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GatherDelay = TimeSpan.FromMilliseconds(1);
    internal const int QueueCapacity = 4096;
    private const int MaxEntriesPerCommit = 20_000;

    private readonly Channel<QueuedAppend> _queue =
        Channel.CreateBounded<QueuedAppend>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Func<IReadOnlyList<AppendRequest>, Task<IReadOnlyList<AppendResult>>> _commit;
    private readonly Func<Task> _onIdle;
    private readonly TimeProvider _time;
    private readonly JournalMetrics? _metrics;
    private readonly Task _loop;

    /// <summary>Starts committing with the given writer, on the given scheduler; what can wait (rest) is done when nothing came for a moment, and in the end.</summary>
    internal GroupCommit(
        Func<IReadOnlyList<AppendRequest>, Task<IReadOnlyList<AppendResult>>> commit, Func<Task> rest, TimeProvider time,
        TaskScheduler scheduler, JournalMetrics? metrics = null)
    {
        (_commit, _onIdle, _time, _metrics) = (commit, rest, time, metrics);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, scheduler).Unwrap();
    }

    /// <summary>Appends that wait.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>Appends, and answers when it is on disk.</summary>
    /// <exception cref="JournalException">The queue is full or closed, or the commit failed.</exception>
    public Task<AppendResult> Append(AppendRequest append)
    {
        var waiting = new QueuedAppend(append, new(TaskCreationOptions.RunContinuationsAsynchronously), _time.GetTimestamp(), Activity.Current?.Context);
        return _queue.Writer.TryWrite(waiting)
            ? waiting.Completion.Task
            : throw JournalException.Busy();
    }

    /// <summary>Commits what is queued, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task Run()
    {
        for (var entries = 0; await WaitForMore();)
        {
            // Whoever was answered just now comes again at once, but one before the other: together they take one commit, not two.
            if (entries >= DelayThreshold) await Task.Delay(GatherDelay, _time);
            entries = 0;
            var group = new List<QueuedAppend>();
            while (entries < MaxEntriesPerCommit && _queue.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
                _metrics?.RecordWait(_time.GetElapsedTime(waiting.QueuedAt));
                entries += waiting.Append.Entries.Length;
            }
            await Commit(group);
        }
        await _onIdle();
    }

    private async Task<bool> WaitForMore()
    {
        var more = Waiting();
        if (!more.IsCompleted && await Task.WhenAny(more, Task.Delay(IdleDelay, _time)) != more) await _onIdle();
        return await more;

        // Not AsTask, which would go on elsewhere than on the scheduler that it was given.
        async Task<bool> Waiting() => await _queue.Reader.WaitToReadAsync();
    }

    private async Task Commit(List<QueuedAppend> group)
    {
        using var activity = Instrumentation.Activities.StartActivity(ActivityKind.Internal, name: "journal.commit",
            links: group.Where(waiting => waiting.ParentContext is not null).Select(waiting => new ActivityLink(waiting.ParentContext!.Value)));
        try
        {
            var answers = await _commit(group.ConvertAll(waiting => waiting.Append));
            for (var i = 0; i < group.Count; i++) group[i].Completion.SetResult(answers[i]);
        }
        catch (Exception fault)
        {
            foreach (var waiting in group) waiting.Completion.TrySetException(JournalException.FromException(fault));
        }
    }

    private sealed record QueuedAppend(AppendRequest Append, TaskCompletionSource<AppendResult> Completion, long QueuedAt, ActivityContext? ParentContext);
}

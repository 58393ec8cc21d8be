namespace Orleans.Runtime;

/// <summary>Runs the code of one activation, a piece at a time: what begins a request, and what goes on after an await.</summary>
internal sealed class TurnScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    private readonly Queue<Task> _ready = [];
    private bool _awake;

    /// <summary>The activation whose code is running; null outside of grains.</summary>
    public static Activation? Here => (Current as TurnScheduler)?.Activation;

    public override int MaximumConcurrencyLevel => 1;

    private Activation Activation => activation;

    /// <summary>Starts a request or the like, with nothing of the caller's surroundings.</summary>
    public void Start(Action turn)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            new Task(turn).Start(this);
            return;
        }
        using (ExecutionContext.SuppressFlow()) new Task(turn).Start(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var run = 0; run < activation.Silo.Threads.Slice; run++)
        {
            Task? next;
            lock (_ready)
            {
                if (!_ready.TryDequeue(out next))
                {
                    _awake = false;
                    return;
                }
            }
            TryExecuteTask(next);
        }
        Wake();
    }

    protected override void QueueTask(Task task)
    {
        lock (_ready)
        {
            _ready.Enqueue(task);
            if (_awake) return;
            _awake = true;
        }
        Wake();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_ready) return [.. _ready];
    }

    // The one place where an activation asks for a thread.
    private void Wake() => activation.Silo.Threads.Queue(this);
}

namespace IpMonitor.Simulation.Runtime;

/// <summary>
/// Runs the turns of one activation in order, one at a time; the seed picks which activation goes next.
/// </summary>
internal sealed class ActivationScheduler(IGrainContext context, SimulatedProcess process)
    : TaskScheduler, IWorkItemScheduler
{
    private readonly Queue<Task> _ready = [];
    private bool _isQueued;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts a turn without the execution context of the caller.</summary>
    public void QueueAction(Action action)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            new Task(action).Start(this);
            return;
        }
        using (ExecutionContext.SuppressFlow()) new Task(action).Start(this);
    }

    public void QueueAction(Action<object> action, object state) => QueueAction(() => action(state));

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    /// <summary>Runs the next turn.</summary>
    public void ExecuteNext()
    {
        var before = OrleansInternals.CurrentContext;
        OrleansInternals.CurrentContext = context;
        TryExecuteTask(_ready.Dequeue());
        OrleansInternals.CurrentContext = before;
        _isQueued = _ready.Count > 0;
        if (_isQueued) process.Queue(this);
    }

    protected override void QueueTask(Task task)
    {
        _ready.Enqueue(task);
        if (_isQueued) return;
        _isQueued = true;
        process.Queue(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

using IpMonitor.Simulation.Runtime;

namespace IpMonitor.Simulation;

/// <summary>A process: its tasks, timers and clock. Once it is killed, none of its code runs again.</summary>
internal sealed class SimulatedProcess : TaskScheduler
{
    private readonly SimulationScheduler _scheduler;
    private readonly List<Action> _killed = [];

    public SimulatedProcess(SimulationScheduler scheduler, string name)
    {
        _scheduler = scheduler;
        Name = name;
        Clock = new(scheduler, this);
    }

    public string Name { get; }

    public VirtualTimeProvider Clock { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Kills the process at once, in the middle of whatever it does.</summary>
    public void Kill()
    {
        if (!IsAlive) return;
        _scheduler.Log($"{Name} is killed");
        IsAlive = false;
        foreach (var handler in _killed) handler();
    }

    /// <summary>Lets a killed process run again, only to release its resources after the run.</summary>
    public void AllowCleanup() => IsAlive = true;

    /// <summary>Runs a handler when the process is killed.</summary>
    public void RegisterKillHandler(Action handler) => _killed.Add(handler);

    /// <summary>Starts an asynchronous method as a task of this process.</summary>
    public Task Run(Func<Task> method) =>
        Task.Factory.StartNew(method, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs an action after a delay, if the process is still alive then.</summary>
    public void Schedule(TimeSpan delay, Action action)
    {
        if (delay > TimeSpan.Zero) Clock.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);
        else Post(action);
    }

    /// <summary>Queues an action as a task of this process.</summary>
    public void Post(Action action) => new Task(() =>
    {
        try
        {
            action();
        }
        catch (Exception fault)
        {
            _scheduler.ReportViolation($"{Name} threw an unhandled exception: {fault}");
        }
    }).Start(this);

    /// <summary>Queues the next turn of an activation.</summary>
    public void Queue(ActivationScheduler activation) => _scheduler.Queue(activation, this);

    /// <summary>Runs a task of this process or the next turn of one of its activations.</summary>
    public void Execute(object work)
    {
        if (work is ActivationScheduler activation) activation.ExecuteNext();
        else TryExecuteTask((Task)work);
    }

    protected override void QueueTask(Task task) => _scheduler.Queue(task, this);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

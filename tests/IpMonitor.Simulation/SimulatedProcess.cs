using IpMonitor.Simulation.Runtime;

namespace IpMonitor.Simulation;

/// <summary>What lives and dies together: its pieces, its timers and its clock. Once it is dead, nothing of it runs again.</summary>
internal sealed class SimulatedProcess : TaskScheduler
{
    private readonly World _world;
    private readonly List<Action> _mourners = [];

    public SimulatedProcess(World world, string name)
    {
        _world = world;
        Name = name;
        Clock = new(world, this);
    }

    public string Name { get; }

    public VirtualTime Clock { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Dies on the spot, in the middle of whatever it does.</summary>
    public void Die()
    {
        if (!IsAlive) return;
        _world.Note($"{Name} dies");
        IsAlive = false;
        foreach (var mourner in _mourners) mourner();
    }

    /// <summary>Lets it run once more, only so that it gives back what it holds.</summary>
    public void Bury() => IsAlive = true;

    /// <summary>Tells when it dies.</summary>
    public void OnDeath(Action mourner) => _mourners.Add(mourner);

    /// <summary>Runs code here, from its first piece on.</summary>
    public Task Run(Func<Task> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs something here after a while, if it still lives then.</summary>
    public void After(TimeSpan delay, Action action)
    {
        if (delay > TimeSpan.Zero) Clock.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);
        else Do(action);
    }

    public void Do(Action action) => new Task(() =>
    {
        try
        {
            action();
        }
        catch (Exception fault)
        {
            _world.Fault($"{Name} threw where nobody catches: {fault}");
        }
    }).Start(this);

    /// <summary>Has the next turn of an activation run.</summary>
    public void Queue(ActivationScheduler activation) => _world.Queue(activation, this);

    /// <summary>Runs a task of this process or the next turn of one of its activations.</summary>
    public void Execute(object work)
    {
        if (work is ActivationScheduler activation) activation.ExecuteNext();
        else TryExecuteTask((Task)work);
    }

    protected override void QueueTask(Task task) => _world.Queue(task, this);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

using System.Globalization;

namespace IpMonitor.Simulation;

/// <summary>
/// Runs everything of a run on one thread: the seed picks the next of the ready work items, and virtual time advances
/// when none is ready.
/// </summary>
internal sealed class SimulationScheduler(int seed, int maxSteps = 100_000)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(object Work, SimulatedProcess Process)> _ready = [];
    private readonly PriorityQueue<VirtualTimer, (long Due, long Number)> _timers = new();
    private readonly List<string> _trace = [];
    private readonly HashSet<string> _violations = [];
    private volatile string? _foreignThread;
    private long _steps;
    private long _numbers;
    private long _picks;

    /// <summary>The only source of randomness.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>
    /// Virtual time since the start, in ticks. Each step takes one, so that no two steps share a timestamp.
    /// </summary>
    public long Now { get; private set; }

    /// <summary>The invariants that did not hold.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>What happened, and a hash of what the seed picked; identical in every run of the seed.</summary>
    public IReadOnlyList<string> Trace => [.. _trace, $"{_steps} steps, picked {_picks:x16}"];

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan RandomDelay(double maxSeconds) => TimeSpan.FromSeconds(maxSeconds * Random.NextDouble());

    public T Pick<T>(IReadOnlyList<T> among) => among[Random.Next(among.Count)];

    public void Log(string message) =>
        _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Now / 1e7,10:0.0000} {message}"));

    public void ReportViolation(string message)
    {
        if (_violations.Add(message)) Log($"VIOLATION {message}");
    }

    /// <summary>Runs until a task has completed; throws the exception of a failed one.</summary>
    public void Run(Task until)
    {
        while (!until.IsCompleted)
        {
            if (_foreignThread is { } stack)
                throw new InvalidOperationException($"Code ran on another thread:\n{stack}");
            if (++_steps > maxSteps)
                throw new InvalidOperationException($"The run did not end within {maxSteps} steps.");
            FireTimers();
            if (_ready.Count == 0)
                throw new InvalidOperationException("Deadlock: nothing is ready and no timer is pending.");
            Step();
        }
        until.GetAwaiter().GetResult();
    }

    /// <summary>Runs what is ready without advancing time.</summary>
    public void Drain()
    {
        while (_ready.Count > 0) Step();
    }

    /// <summary>Queues a task of a process, or the next turn of one of its activations.</summary>
    public void Queue(object work, SimulatedProcess process)
    {
        if (Environment.CurrentManagedThreadId != _thread) _foreignThread = Environment.StackTrace;
        else if (process.IsAlive) _ready.Add((work, process));
    }

    /// <summary>Schedules a timer; returns the number with which it fires.</summary>
    public long Schedule(VirtualTimer timer, long due)
    {
        if (Environment.CurrentManagedThreadId != _thread) _foreignThread = Environment.StackTrace;
        _timers.Enqueue(timer, (due, ++_numbers));
        return _numbers;
    }

    private void FireTimers()
    {
        while (_timers.TryPeek(out var timer, out var at) && (at.Due <= Now || _ready.Count == 0))
        {
            _timers.Dequeue();
            if (timer.IsPending(at.Number)) Now = Math.Max(Now, at.Due);
            timer.Fire(at.Number);
        }
    }

    private void Step()
    {
        var at = Random.Next(_ready.Count);
        var (work, process) = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (!process.IsAlive) return;
        Now++;
        _picks = (_picks * 1_000_003) + (at * 31) + _ready.Count;
        process.Execute(work);
    }
}

using System.Globalization;

namespace IpMonitor.Simulation;

/// <summary>
/// All there is in a run, in one thread: what is ready, of which the seed picks what goes next, a piece at a time, and the
/// virtual time, which goes on when nothing is ready.
/// </summary>
internal sealed class World(int seed)
{
    private const int MostSteps = 100_000;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(object Piece, SimulatedProcess Process)> _ready = [];
    private readonly PriorityQueue<VirtualTimer, (long Due, long Number)> _timers = new();
    private readonly List<string> _trace = [];
    private readonly HashSet<string> _faults = [];
    private volatile string? _strayed;
    private long _steps;
    private long _numbers;
    private long _picks;

    /// <summary>The one source of chance.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Virtual time since the beginning, in ticks; each piece takes one, so that no two moments are the same.</summary>
    public long Now { get; private set; }

    /// <summary>What does not hold.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>What happened, with what the seed picked: the same from run to run.</summary>
    public IReadOnlyList<string> Trace => [.. _trace, $"{_steps} pieces, picked {_picks:x16}"];

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>Some time up to a limit.</summary>
    public TimeSpan Upto(double seconds) => TimeSpan.FromSeconds(seconds * Random.NextDouble());

    public T Pick<T>(IReadOnlyList<T> among) => among[Random.Next(among.Count)];

    public void Note(string what) => _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Now / 1e7,10:0.0000} {what}"));

    public void Fault(string what)
    {
        if (_faults.Add(what)) Note($"FAULT {what}");
    }

    /// <summary>Runs until the task is done.</summary>
    public void Run(Task until)
    {
        while (!until.IsCompleted)
        {
            if (_strayed is { } where) throw new InvalidOperationException($"Something ran on another thread:\n{where}");
            if (++_steps > MostSteps) throw new InvalidOperationException("It does not come to rest.");
            while (_timers.TryPeek(out var due, out var at) && (at.Due <= Now || _ready.Count == 0))
            {
                _timers.Dequeue();
                Now = Math.Max(Now, at.Due);
                due.Fire(at.Number);
            }
            if (_ready.Count == 0) throw new InvalidOperationException("Everything waits for something that will not happen.");
            Step();
        }
    }

    /// <summary>Runs what is ready, and lets no time pass.</summary>
    public void Settle()
    {
        while (_ready.Count > 0) Step();
    }

    public void Queue(object piece, SimulatedProcess process)
    {
        if (Environment.CurrentManagedThreadId != _thread) _strayed = Environment.StackTrace;
        else if (process.IsAlive) _ready.Add((piece, process));
    }

    /// <summary>Has a timer fire at a time; answers the number it will be given then.</summary>
    public long Wake(VirtualTimer timer, long due)
    {
        if (Environment.CurrentManagedThreadId != _thread) _strayed = Environment.StackTrace;
        _timers.Enqueue(timer, (due, ++_numbers));
        return _numbers;
    }

    private void Step()
    {
        var at = Random.Next(_ready.Count);
        var (piece, process) = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (!process.IsAlive) return;
        Now++;
        _picks = (_picks * 1_000_003) + (at * 31) + _ready.Count;
        process.Execute(piece);
    }
}

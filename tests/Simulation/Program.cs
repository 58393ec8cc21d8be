using System.Diagnostics;
using IpMonitor.Simulation;

// dotnet ipm.cs simulate [--seeds N | --seed K [--bug NAME]]
Console.OutputEncoding = System.Text.Encoding.UTF8;
switch (args)
{
    case ["--seed", var text] when int.TryParse(text, out var seed):
        return Replay(seed, InjectedBug.None);
    case ["--seed", var text, "--bug", var name]
        when int.TryParse(text, out var seed) && Enum.TryParse<InjectedBug>(name, out var bug):
        return Replay(seed, bug);
    case []:
        return RunSeeds(2_000);
    case ["--seeds", var text] when int.TryParse(text, out var count) && count >= 1:
        return RunSeeds(count);
    default:
        Console.Error.WriteLine("用法 Usage: dotnet ipm.cs simulate [--seeds N | --seed K [--bug NAME]]");
        return 2;
}

static int Replay(int seed, InjectedBug bug)
{
    var result = SimulatedRun.Execute(seed, bug);
    foreach (var line in result.Trace) Console.WriteLine(line);
    return result.Violations.Count == 0 ? 0 : 1;
}

static int RunSeeds(int count)
{
    var (clock, digest, leaks, done) =
        (Stopwatch.StartNew(), new TraceDigest(), new ThreadPoolLeakDetector(seed => SimulatedRun.Execute(seed)), 0);
    var range = new SeedRange(1, count, seed =>
    {
        var result = leaks.RunSeed(seed);
        digest.Add(result);
        if (Interlocked.Increment(ref done) is var now && now % 1_000 == 0)
            Console.WriteLine($"{now} / {count}  {clock.Elapsed:hh\\:mm\\:ss}");
        return result;
    });
    if (range.FirstFailing() is { } failing)
    {
        Console.WriteLine(failing.Describe());
        return 1;
    }
    if (leaks.ConfirmLeaks() is { Count: > 0 } leaking)
    {
        Console.WriteLine($"这些种子用到了线程池 Seeds that use the thread pool: {string.Join(", ", leaking)}");
        return 1;
    }
    Console.WriteLine($"{count} 个种子全部通过 seeds, all passed ({clock.Elapsed.TotalSeconds:0} s, traces {digest})");
    return 0;
}

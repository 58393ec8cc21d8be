using System.Diagnostics;
using IpMonitor.Simulation;

// dotnet ipm.cs simulate [--seeds N] [--seed K]
Console.OutputEncoding = System.Text.Encoding.UTF8;
switch (args)
{
    case ["--seed", var text] when int.TryParse(text, out var seed):
        var one = SimulatedRun.Of(seed);
        foreach (var line in one.Trace) Console.WriteLine(line);
        return one.Faults.Count == 0 ? 0 : 1;
    case [] or ["--seeds", _]:
        var count = 2_000;
        if (args.Length == 2 && (!int.TryParse(args[1], out count) || count < 1)) goto default;
        var (clock, done) = (Stopwatch.StartNew(), 0);
        var failing = SeedRange.FirstFailing(1, count, Bug.None, done: _ =>
        {
            if (Interlocked.Increment(ref done) is var now && now % 1_000 == 0) Console.WriteLine($"{now} / {count}  {clock.Elapsed:hh\\:mm\\:ss}");
        });
        Console.WriteLine(failing?.Told() ?? $"{count} 个种子全部通过 seeds, all in order ({clock.Elapsed.TotalSeconds:0} s)");
        return failing is null ? 0 : 1;
    default:
        Console.Error.WriteLine("用法 Usage: dotnet ipm.cs simulate [--seeds N | --seed K]");
        return 2;
}

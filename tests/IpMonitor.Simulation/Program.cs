using System.Diagnostics;
using IpMonitor.Simulation;

var (from, to) = (int.Parse(args[0]), int.Parse(args[1]));
var bug = args.Length > 2 ? Enum.Parse<Bug>(args[2]) : Bug.None;
var clock = Stopwatch.StartNew();
var bad = 0;
Parallel.For(from, to + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
{
    var outcome = SimulatedRun.Of(seed, bug);
    if (outcome.Faults.Count == 0) return;
    lock (clock) { bad++; if (bad < 8) Console.WriteLine($"seed {seed}: {string.Join("\n   ", outcome.Faults.Select(f => f.Length > 700 ? f[..700] : f))}"); }
});
Console.WriteLine($"{to - from + 1} seeds, {bad} bad, {clock.Elapsed.TotalSeconds:0.0} s");
if (from == to) foreach (var line in SimulatedRun.Of(from, bug).Trace) Console.WriteLine(line);

using System.Diagnostics;
using IpMonitor.Testing.Crashes;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>Kills the server a number of times and prints the differences that it finds.</summary>
internal static class CrashCommand
{
    public static async Task<int> Run(int kills, string database, int seed)
    {
        if (FindError(database) is { } error)
        {
            Console.Error.WriteLine(error);
            return 2;
        }
        Console.WriteLine($"{database}, {kills} kills, --seed {seed}");
        await using var postgres = database == "postgres" ? await PostgresServer.Start() : null;
        var clock = Stopwatch.StartNew();
        var run = new CrashRun(postgres, kills, seed, WriteLine);
        var faults = await run.FindFaults();
        foreach (var fault in faults.Take(100)) Console.WriteLine(fault);
        Console.WriteLine(faults.Count == 0
            ? "一条不丢，一条不重 Nothing lost, nothing twice"
            : $"{faults.Count} 处不符 faults");
        return faults.Count == 0 ? 0 : 1;

        void WriteLine(string line) => Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {line}");
    }

    private static string? FindError(string database) => database switch
    {
        "sqlite" => null,
        "postgres" => PostgresServer.MissingReason,
        _ => $"没有“{database}”这种数据库 There is no database '{database}': sqlite|postgres",
    };
}

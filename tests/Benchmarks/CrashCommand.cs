using System.Diagnostics;
using IpMonitor.Testing.Crashes;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>Kills the server as often as asked, and says what did not hold.</summary>
internal static class CrashCommand
{
    public static async Task<int> Run(int kills, string database, int seed)
    {
        if (database is not ("sqlite" or "postgres") || (database == "postgres" && PostgresServer.MissingReason is not null))
        {
            Console.Error.WriteLine(database == "postgres" ? PostgresServer.MissingReason : $"没有“{database}”这种数据库 There is no database '{database}': sqlite|postgres");
            return 2;
        }
        Console.WriteLine($"{database}, {kills} kills, --seed {seed}");
        await using var postgres = database == "postgres" ? await PostgresServer.Start() : null;
        var clock = Stopwatch.StartNew();
        var faults = await new CrashRun(postgres, kills, seed, told => Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {told}")).FindFaults();
        foreach (var fault in faults.Take(100)) Console.WriteLine(fault);
        Console.WriteLine(faults.Count == 0 ? "一条不丢，一条不重 Nothing lost, nothing twice" : $"{faults.Count} 处不符 faults");
        return faults.Count == 0 ? 0 : 1;
    }
}

using System.Diagnostics;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Benchmarks;

/// <summary>Measures the rate and the memory of backup, export and import of a store.</summary>
internal static class BackupBench
{
    public static void Run(int events)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-copy-").FullName;
        try
        {
            StoreSeeder.Fill(folder, events);
            var backup = Path.Combine(folder, "backup");
            var export = Path.Combine(folder, "store.ndjson");
            var compressed = Path.Combine(folder, "store.ndjson.gz");
            var time = TimeProvider.System;
            using (var store = new SqliteDatabase(folder))
            {
                Measure("backup", backup, () => StoreBackup.Create(store, backup, time));
                Measure("export", export, () => StoreExport.Write(store, export, gzip: false, time));
                Measure("export, gzip", compressed, () => StoreExport.Write(store, compressed, gzip: true, time));
            }
            using (var empty = new SqliteDatabase(Path.Combine(folder, "other")))
                Measure("import into SQLite", compressed, () => StoreImport.Read(empty, compressed));
            if (Environment.GetEnvironmentVariable("IPM_DATABASE") is not { Length: > 0 } connection) return;
            using var postgres = new PostgresDatabase(connection);
            Measure("import into PostgreSQL", compressed, () => StoreImport.Read(postgres, compressed));
            var exported = Path.Combine(folder, "postgres.ndjson.gz");
            Measure("export of PostgreSQL", exported, () => StoreExport.Write(postgres, exported, gzip: true, time));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string name, string file, Func<(long Position, long Events)> copy)
    {
        var clock = Stopwatch.StartNew();
        var events = copy().Events;
        var seconds = clock.Elapsed.TotalSeconds;
        var (size, memory) = (new FileInfo(file).Length / 1e6, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
        Console.WriteLine(
            $"  {name}: {events:N0} events, {size:N0} MB in {seconds:0.0} s, {events / seconds:N0} events/s, "
            + $"peak memory {memory:N0} MB");
    }
}

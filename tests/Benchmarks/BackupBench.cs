using System.Diagnostics;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Benchmarks;

/// <summary>How fast a store is backed up, exported and imported, and in how much memory.</summary>
internal static class BackupBench
{
    public static void Run(int events)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-copy-").FullName;
        try
        {
            StoreSeeder.Fill(folder, events);
            var (backup, export, zipped) = (Path.Combine(folder, "backup"), Path.Combine(folder, "store.ndjson"), Path.Combine(folder, "store.ndjson.gz"));
            using (var store = new SqliteDatabase(folder))
            {
                Measure("backup", backup, () => StoreBackup.Create(store, backup, TimeProvider.System));
                Measure("export", export, () => StoreExport.Write(store, export, gzip: false, TimeProvider.System));
                Measure("export, gzip", zipped, () => StoreExport.Write(store, zipped, gzip: true, TimeProvider.System));
            }
            using (var empty = new SqliteDatabase(Path.Combine(folder, "other")))
                Measure("import into SQLite", zipped, () => StoreImport.Read(empty, zipped));
            if (Environment.GetEnvironmentVariable("IPM_DATABASE") is not { Length: > 0 } connection) return;
            using var postgres = new PostgresDatabase(connection);
            Measure("import into PostgreSQL", zipped, () => StoreImport.Read(postgres, zipped));
            var again = $"{zipped}.again";
            Measure("export of PostgreSQL", again, () => StoreExport.Write(postgres, again, gzip: true, TimeProvider.System));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string what, string file, Func<(long Position, long Events)> copy)
    {
        var clock = Stopwatch.StartNew();
        var events = copy().Events;
        Console.WriteLine($"  {what}: {events:N0} events, {new FileInfo(file).Length / 1e6:N0} MB in {clock.Elapsed.TotalSeconds:0.0} s, {events / clock.Elapsed.TotalSeconds:N0} events/s, at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB of memory");
    }
}

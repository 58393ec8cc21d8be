using System.Diagnostics;
using System.Globalization;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>The words that look after a store from outside: what each does, and what it says of it.</summary>
internal static class StoreCommands
{
    /// <summary>Does what the arguments say to the store in a folder, or in PostgreSQL where one is given; answers the exit code.</summary>
    public static int Run(string[] args, Func<PostgresDatabase>? postgres, TimeProvider time, TextWriter output, TextWriter errors)
    {
        var replace = args.Contains("--replace");
        args = [.. args.Where(arg => arg != "--replace")];
        var clock = Stopwatch.StartNew();
        try
        {
            switch (args)
            {
                case ["verify", "--data", var folder] when !replace:
                    using (var store = Existing(folder)) return StoreVerifier.Run(store, output);
                case ["verify", "--anchor", var anchor, "--data", var folder] when !replace:
                    using (var store = Existing(folder)) return StoreVerifier.Run(store, output, anchor);
                case ["upgrade", "--data", var folder] when !replace:
                    using (var store = Existing(folder)) output.WriteLine($"结构为最新 The schema is current: {store.Location}");
                    return 0;
                case ["export", var file, "--data", var folder] when !replace:
                    using (var store = Existing(folder)) Say("导出 Exported", file, StoreExport.Write(store, file, file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), time));
                    return 0;
                case ["backup", var file, "--data", var folder] when !replace:
                    using (var store = Existing(folder)) Say("已备份 Backed up", file, StoreBackup.Create(store, file, time));
                    return 0;
                case ["import", var file, "--data", var folder] when !replace:
                    using (var store = Store(folder))
                    {
                        Say("已导入 Imported", file, StoreImport.Read(store, file));
                        return StoreVerifier.Run(store, output);
                    }
                case ["restore", var file, "--data", var folder]:
                    Restore(folder, file);
                    using (var store = Store(folder)) return StoreVerifier.Run(store, output);
                default:
                    errors.WriteLine("用法 Usage: IpMonitor.Silo verify [--anchor NUMBER:HASH] | upgrade | export FILE | import FILE | backup FILE | restore FILE [--replace] --data DIR");
                    return 2;
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            errors.WriteLine(fault.Message);
            return 2;
        }

        SqlDatabase Store(string folder) => postgres is null ? new SqliteDatabase(folder) : postgres();

        SqlDatabase Existing(string folder) => postgres is not null || SqliteDatabase.Exists(folder) ? Store(folder)
            : throw new InvalidDataException($"{folder} 中没有数据 There is no store in {folder}");

        void Restore(string folder, string file)
        {
            string? aside;
            if (postgres is null) aside = StoreRestore.RestoreFolder(folder, file, replace, time);
            else
                using (var store = postgres()) aside = StoreRestore.RestorePostgres(store, file, replace, time);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"已恢复 Restored {file}: {new FileInfo(file).Length} bytes, {clock.Elapsed.TotalSeconds:0.0} s"));
            if (aside is not null) output.WriteLine($"原有数据在 What was there is in {aside}");
        }

        void Say(string what, string file, (long Position, long Events) of) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what} {file}: 位置 position {of.Position}, {of.Events} events, {new FileInfo(file).Length} bytes, {clock.Elapsed.TotalSeconds:0.0} s"));
    }
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Runs the maintenance commands of a store: verify, upgrade, export, import, backup and restore.</summary>
internal static class StoreCommands
{
    private const string Usage =
        "用法 Usage: IpMonitor.Silo verify [--anchor NUMBER:HASH] | upgrade | export FILE | import FILE | backup FILE |" +
        " restore FILE [--replace] --data DIR";

    /// <summary>Runs the command of the arguments.</summary>
    /// <param name="args">Command line without the program name.</param>
    /// <param name="openPostgres">Opens the PostgreSQL store; null to use the SQLite store of the folder.</param>
    /// <param name="time">Clock for file names and timestamps.</param>
    /// <param name="output">Receives results.</param>
    /// <param name="errors">Receives error messages.</param>
    /// <returns>Exit code: 0 on success, 1 if the store has differences, 2 on an error.</returns>
    public static int Run(
        string[] args, Func<PostgresDatabase>? openPostgres, TimeProvider time, TextWriter output, TextWriter errors)
    {
        var replace = args.Contains("--replace");
        args = [.. args.Where(arg => arg != "--replace")];
        var clock = Stopwatch.StartNew();
        try
        {
            switch (args)
            {
                case ["verify", "--data", var folder] when !replace:
                    using (var store = OpenExisting(folder)) return StoreVerifier.Run(store, output);
                case ["verify", "--anchor", var anchor, "--data", var folder] when !replace:
                    using (var store = OpenExisting(folder)) return StoreVerifier.Run(store, output, anchor);
                case ["upgrade", "--data", var folder] when !replace:
                    using (var store = OpenExisting(folder))
                        output.WriteLine($"结构为最新 The schema is current: {store.Location}");
                    return 0;
                case ["export", var file, "--data", var folder] when !replace:
                    var gzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                    using (var store = OpenExisting(folder))
                        WriteSummary("导出 Exported", file, StoreExport.Write(store, file, gzip, time));
                    return 0;
                case ["backup", var file, "--data", var folder] when !replace:
                    using (var store = OpenExisting(folder))
                        WriteSummary("已备份 Backed up", file, StoreBackup.Create(store, file, time));
                    return 0;
                case ["import", var file, "--data", var folder] when !replace:
                    using (var store = Open(folder))
                    {
                        WriteSummary("已导入 Imported", file, StoreImport.Read(store, file));
                        return StoreVerifier.Run(store, output);
                    }
                case ["restore", var file, "--data", var folder]:
                    Restore(folder, file);
                    using (var store = Open(folder)) return StoreVerifier.Run(store, output);
                default:
                    errors.WriteLine(Usage);
                    return 2;
            }
        }
        catch (Exception exception)
            when (exception is InvalidDataException or IOException or UnauthorizedAccessException or DbException)
        {
            errors.WriteLine(exception.Message);
            return 2;
        }

        SqlDatabase Open(string folder) => openPostgres is null ? new SqliteDatabase(folder) : openPostgres();

        SqlDatabase OpenExisting(string folder) => openPostgres is not null || SqliteDatabase.Exists(folder)
            ? Open(folder)
            : throw new InvalidDataException($"{folder} 中没有数据 There is no store in {folder}");

        void Restore(string folder, string file)
        {
            string? replaced;
            if (openPostgres is null) replaced = StoreRestore.RestoreFolder(folder, file, replace, time);
            else
                using (var store = openPostgres()) replaced = StoreRestore.RestorePostgres(store, file, replace, time);
            output.WriteLine($"已恢复 Restored {file}: {FormatSizeAndTime(file)}");
            if (replaced is not null) output.WriteLine($"原有数据在 What was there is in {replaced}");
        }

        void WriteSummary(string action, string file, (long Position, long Events) content) => output.WriteLine(
            $"{action} {file}: 位置 position {content.Position}, {content.Events} events, {FormatSizeAndTime(file)}");

        string FormatSizeAndTime(string file) => string.Create(
            CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length} bytes, {clock.Elapsed.TotalSeconds:0.0} s");
    }
}

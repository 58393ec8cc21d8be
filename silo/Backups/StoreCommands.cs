using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Runs the maintenance commands of a store, such as verify, backup and restore.</summary>
internal static class StoreCommands
{
    private const string Usage =
        "用法 Usage: IpMonitor.Silo verify [--anchor NUMBER:HASH] | upgrade | export FILE | import FILE | backup FILE |" +
        " restore FILE [--replace] | account recover NAME --data DIR; import, restore: [--accept-unsigned |" +
        " --key FINGERPRINT]";

    private static readonly string[] Options =
        ["--data", "--anchor", "--replace", "--accept-unsigned", "--key", "--help", "--version"];

    private static string Version => typeof(StoreCommands).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs the command of the arguments.</summary>
    /// <param name="args">Command line without the program name.</param>
    /// <param name="openPostgres">Opens the PostgreSQL store; null to use the SQLite store of the folder.</param>
    /// <param name="time">Clock for file names and timestamps.</param>
    /// <param name="output">Receives results.</param>
    /// <param name="errors">Receives error messages.</param>
    /// <param name="isTerminal">Whether the output is a terminal, which may show a password.</param>
    /// <returns>Exit code: 0 on success, 1 if the store has differences, 2 on an error.</returns>
    public static int Run(
        string[] args, Func<PostgresDatabase>? openPostgres, TimeProvider time, TextWriter output, TextWriter errors,
        bool isTerminal = false)
    {
        var (replace, acceptsUnsigned) = (args.Contains("--replace"), args.Contains("--accept-unsigned"));
        args = [.. args.Where(arg => arg is not ("--replace" or "--accept-unsigned"))];
        string? confirmedKey = null;
        if (Array.IndexOf(args, "--key") is >= 0 and var at && at + 1 < args.Length)
            (confirmedKey, args) = (args[at + 1], [.. args[..at], .. args[(at + 2)..]]);
        var isRelaxed = replace || acceptsUnsigned || confirmedKey is not null;
        var clock = Stopwatch.StartNew();
        try
        {
            switch (args)
            {
                case ["verify", "--data", var folder] when !isRelaxed:
                    using (var store = OpenExisting(folder)) return StoreVerifier.Run(store, output);
                case ["verify", "--anchor", var anchor, "--data", var folder] when !isRelaxed:
                    using (var store = OpenExisting(folder)) return StoreVerifier.Run(store, output, anchor);
                case ["upgrade", "--data", var folder] when !isRelaxed:
                    using (var store = OpenExisting(folder))
                        output.WriteLine($"结构为最新 The schema is current: {store.Location}");
                    return 0;
                case ["export", var file, "--data", var folder] when !isRelaxed:
                    var gzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                    using (var store = OpenExisting(folder))
                    using (var key = ExportKey.LoadOrCreate(folder))
                    {
                        WriteSummary("导出 Exported", file, StoreExport.Write(store, file, gzip, time, key));
                        output.WriteLine($"签名指纹 Fingerprint of the signature: {key.Fingerprint}");
                    }
                    return 0;
                case ["backup", var file, "--data", var folder] when !isRelaxed:
                    using (var store = OpenExisting(folder))
                    using (var key = openPostgres is null ? null : ExportKey.LoadOrCreate(folder))
                    {
                        WriteSummary("已备份 Backed up", file, StoreBackup.Create(store, file, time, key));
                        if (key is not null)
                            output.WriteLine($"签名指纹 Fingerprint of the signature: {key.Fingerprint}");
                        output.WriteLine(AccountRecovery.DescribeMissingSecrets(store, folder));
                    }
                    return 0;
                case ["import", var file, "--data", var folder] when !replace:
                    WriteSummary("已导入 Imported", file, Import(folder, file));
                    using (var store = Open(folder)) return StoreVerifier.Run(store, output);
                case ["restore", var file, "--data", var folder]:
                    Restore(folder, file);
                    using (var store = Open(folder))
                    {
                        output.WriteLine(AccountRecovery.DescribeMissingSecrets(store, folder));
                        return StoreVerifier.Run(store, output);
                    }
                case ["account", "recover", var name, "--data", var folder] when !isRelaxed:
                    if (openPostgres is null) StoreLock.RequireClosed(folder);
                    using (var store = OpenExisting(folder))
                        output.WriteLine(AccountRecovery.Run(store, name, folder, isTerminal, time));
                    return 0;
                case ["--help" or "-h" or "-?" or "/?" or "help", ..]:
                    output.WriteLine(Usage);
                    return 0;
                case ["--version"]:
                    output.WriteLine($"IpMonitor {Version}");
                    return 0;
                default:
                    var unknown = args.FirstOrDefault(arg => arg is ['-', ..] && !Options.Contains(arg));
                    errors.WriteLine(unknown is null ? Usage : ClosestName.DescribeUnknownOption(unknown, Options));
                    return 2;
            }
        }
        catch (Exception exception) when (StoreError.Describe(exception, args.ElementAtOrDefault(1) ?? "") is { } text)
        {
            errors.WriteLine(text.ReplaceLineEndings(" "));
            return 2;
        }

        SqlDatabase Open(string folder) => openPostgres is null ? new SqliteDatabase(folder) : openPostgres();

        SqlDatabase OpenExisting(string folder) => openPostgres is not null || SqliteDatabase.Exists(folder)
            ? Open(folder)
            : throw new InvalidDataException($"{folder} 中没有数据 There is no store in {folder}");

        (long, long) Import(string folder, string file)
        {
            StoreImport.RequireExport(file);
            if (openPostgres is null && !SqliteDatabase.Exists(folder))
                StoreRestore.RestoreFolder(folder, file, replace: false, time, GetOrigin(folder));
            else
                using (var store = Open(folder)) return StoreImport.Read(store, file, GetOrigin(folder));
            using (var store = Open(folder)) return StoreBackup.GetContent(store);
        }

        void Restore(string folder, string file)
        {
            var origin = GetOrigin(folder) with { Action = SqlAuditStore.RestoreAction };
            string? replaced;
            if (openPostgres is null) replaced = StoreRestore.RestoreFolder(folder, file, replace, time, origin);
            else
                using (var store = openPostgres())
                    replaced = StoreRestore.RestorePostgres(store, file, replace, time, origin);
            output.WriteLine($"已恢复 Restored {file}: {FormatSizeAndTime(file)}");
            if (replaced is not null) output.WriteLine($"原有数据在 What was there is in {replaced}");
        }

        ExportOrigin GetOrigin(string folder)
        {
            using var own = ExportKey.Find(folder);
            return new(own?.Fingerprint, confirmedKey, acceptsUnsigned);
        }

        void WriteSummary(string action, string file, (long Position, long Events) content) => output.WriteLine(
            $"{action} {file}: 位置 position {content.Position}, {content.Events} events, {FormatSizeAndTime(file)}");

        string FormatSizeAndTime(string file) => string.Create(
            CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length} bytes, {clock.Elapsed.TotalSeconds:0.0} s");
    }
}

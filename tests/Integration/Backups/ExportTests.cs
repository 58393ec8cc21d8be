using System.Text;
using Dapper;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Backups;

/// <summary>Export and import of a store as lines of JSON, between both databases, completely or not at all.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("sqlite", "sqlite")]
    [InlineData("sqlite", "postgres")]
    [InlineData("postgres", "postgres")]
    [InlineData("postgres", "sqlite")]
    public async Task Exporting_an_imported_store_yields_the_same_lines(string from, string to)
    {
        using var first = await TestStore.CreateFilled(from);
        using var second = await TestStore.Create(to);
        var (firstExport, secondExport) = (first.FilePath("once.ndjson"), second.FilePath("again.ndjson.gz"));
        using (var database = first.Open())
            Assert.Equal((5, 503), StoreExport.Write(database, firstExport, gzip: false, TimeProvider.System));
        using (var database = second.Open())
        {
            Assert.Equal((5, 503), StoreImport.Read(database, firstExport));
            Assert.Empty(StoreVerifier.FindDifferences(database, out _));
            StoreExport.Write(database, secondExport, gzip: true, TimeProvider.System);
        }
        var lines = await File.ReadAllLinesAsync(firstExport, TestContext.Current.CancellationToken);
        var reimportedLines = ReadLines(secondExport);
        // The first line contains the export time, the last one the checksum.
        Assert.Equal(lines[1..^1], reimportedLines[1..^1]);
        Assert.Equal(WithoutTime(lines[0]), WithoutTime(reimportedLines[0]));
        Assert.Equal(lines[^1].Split("sha256")[0], reimportedLines[^1].Split("sha256")[0]);
        Assert.Contains(lines, line => line.Contains("\"behind\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("走访\\n“座谈”", StringComparison.Ordinal));
        await using var journal = new SqlJournal(second.Open(), TimeProvider.System);
        Assert.False((await journal.Append(TestStore.CreateAppend(2, TestStore.CreateEvent("next")))).IsConflict);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Every_column_of_every_table_is_exported(string kind)
    {
        using var store = await TestStore.Create(kind);
        using var connection = store.Open().Open();
        var columns = connection.Query<(string, string)>(kind == "sqlite"
            ? """
              SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'
              """
            : """
              SELECT table_name, column_name FROM information_schema.columns
              WHERE table_schema = current_schema() AND table_name <> 'schema_version'
              """);
        Assert.Equal(
            columns.Order(),
            StoreTable.All.SelectMany(table => table.Columns.Select(column => (table.Name, column.Name))).Order());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_damaged_export_is_refused_and_leaves_the_store_empty(string kind)
    {
        using var full = await TestStore.CreateFilled(kind);
        using var empty = await TestStore.Create(kind);
        var whole = full.FilePath("whole.ndjson");
        using (var database = full.Open()) StoreExport.Write(database, whole, gzip: false, TimeProvider.System);
        var text = await File.ReadAllTextAsync(whole, TestContext.Current.CancellationToken);
        using var target = empty.Open();
        Refused("", "Line 0", "不是导出文件");
        Refused("[]\n", "Line 1", "不是导出文件");
        Refused(
            text.Replace(
                $"\"version\":{StoreTable.FormatVersion}",
                $"\"version\":{StoreTable.FormatVersion + 1}",
                StringComparison.Ordinal),
            "Line 1",
            "请升级程序");
        foreach (var fraction in (double[])[0.1, 0.5, 0.9, 0.999])
            Refused(text[..(int)(text.Length * fraction)], "torn", "文件不完整");
        Refused(text[..(text.TrimEnd().LastIndexOf('\n') + 1)], "torn", "文件不完整");
        Refused(text.Replace("\"value\":50000,", "\"value\":50001,", StringComparison.Ordinal), "checksum", "校验和不符");
        Refused(text.Replace("\"value\":50000,", "", StringComparison.Ordinal), "altered", "请换一份完好的文件");
        Refused(
            text.Replace("\"table\":\"states\"", "\"table\":\"other\"", StringComparison.Ordinal),
            "no place here",
            "不应在此处");
        Refused(text + text, "follows", "末行之后");
        // The database itself refuses a repeated event.
        var lines = text.Split('\n').ToList();
        lines.Insert(
            lines.FindIndex(line => line.Contains("\"events\"", StringComparison.Ordinal)),
            lines.First(line => line.Contains("\"events\"", StringComparison.Ordinal)));
        Refused(string.Join('\n', lines), "the database refuses it", "数据库不收");
        // Flipped bits in the plain and in the compressed export.
        var compressed = full.FilePath("whole.ndjson.gz");
        using (var database = full.Open()) StoreExport.Write(database, compressed, gzip: true, TimeProvider.System);
        var random = new Random(1);
        foreach (var bytes in (byte[][])[
            await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(compressed, TestContext.Current.CancellationToken)
        ])
            for (var i = 0; i < 20; i++)
            {
                var damaged = (byte[])bytes.Clone();
                // Skips the gzip header, in which some bytes have no meaning.
                damaged[random.Next(100, bytes.Length - 8)] ^= (byte)(1 << random.Next(8));
                RefusedBytes(damaged, "Line", "第");
            }

        StoreImport.Read(target, whole);
        Assert.Contains(
            "不是空库",
            Assert.Throws<InvalidDataException>(() => StoreImport.Read(target, whole)).Message,
            StringComparison.Ordinal);
        Assert.Empty(StoreVerifier.FindDifferences(target, out _));

        void Refused(string content, string english, string chinese) =>
            RefusedBytes(Encoding.UTF8.GetBytes(content), english, chinese);

        void RefusedBytes(byte[] content, string english, string chinese)
        {
            var file = full.FilePath("torn");
            File.WriteAllBytes(file, content);
            var message = Assert.Throws<InvalidDataException>(() => StoreImport.Read(target, file)).Message;
            Assert.Contains(english, message, StringComparison.Ordinal);
            Assert.Contains(chinese, message, StringComparison.Ordinal);
            using var connection = target.Open();
            foreach (var table in StoreTable.All)
                Assert.Equal(
                    table.Name == "horizon" ? 1 : 0, connection.QuerySingle<int>($"SELECT COUNT(*) FROM {table.Name}"));
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task An_export_or_backup_during_writes_has_one_position(string kind)
    {
        using var store = await TestStore.Create(kind);
        using var database = store.Open();
        await using var journal = new SqlJournal(database, TimeProvider.System);
        var written = 0L;
        for (var i = 0; i < 5; i++)
        {
            var (export, backup) = (store.FilePath($"export-{i}"), store.FilePath($"backup-{i}"));
            await IsWhole(export, await DuringWrites(
                () => StoreExport.Write(database, export, gzip: false, TimeProvider.System)));
            await IsWhole(backup, await DuringWrites(() => StoreBackup.Create(database, backup, TimeProvider.System)));
        }

        // Appends events one by one until the action has ended.
        async Task<T> DuringWrites<T>(Func<T> action)
        {
            using var stop = new CancellationTokenSource();
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writing = Task.Run(async () =>
            {
                for (var count = 1; !stop.IsCancellationRequested; count++)
                {
                    await journal.Append(TestStore.CreateAppend(written, TestStore.CreateEvent($"{written}")));
                    written++;
                    if (count == 20) started.SetResult();
                }
            }, TestContext.Current.CancellationToken);
            await await Task.WhenAny(started.Task, writing);
            var result = action();
            await stop.CancelAsync();
            await writing;
            return result;
        }

        async Task IsWhole(string file, (long Position, long Events) expected)
        {
            // Each event was appended on its own.
            Assert.Equal(expected.Position, expected.Events);
            using var other = await TestStore.Create("sqlite");
            StoreRestore.RestoreFolder(other.Folder, file, replace: false, TimeProvider.System);
            using var restored = other.Open();
            Assert.Empty(StoreVerifier.FindDifferences(restored, out var summary));
            Assert.StartsWith($"{expected.Events} events", summary, StringComparison.Ordinal);
        }
    }

    private static List<string> ReadLines(string compressed)
    {
        using var reader = new StreamReader(
            new System.IO.Compression.GZipStream(
                File.OpenRead(compressed), System.IO.Compression.CompressionMode.Decompress));
        return [.. reader.ReadToEnd().TrimEnd().Split('\n')];
    }

    private static string WithoutTime(string header) => header.Split("\"at\"")[0];
}

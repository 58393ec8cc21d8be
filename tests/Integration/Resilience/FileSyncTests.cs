using System.Text.RegularExpressions;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>
/// Commits are synced to disk before they are acknowledged. A killed process leaves the page cache intact, so only its
/// system calls show whether a commit was synced.
/// </summary>
public sealed partial class FileSyncTests : IDisposable
{
    private const string ResponseStart = "HTTP/1.1 200";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ipm-{Guid.NewGuid():N}.trace");

    private string DatabaseFile => $"{_file}.postgres";

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(DatabaseFile);
    }

    [Fact]
    public async Task On_SQLite_a_response_follows_the_sync_of_its_events()
    {
        Prerequisite.SkipIfMissing(StraceLog.MissingReason);
        await using var server = DashboardProcess.Create(null, StraceLog.StraceCommand(_file));
        var ids = await Report(server);
        await server.Stop();
        var trace = new StraceLog(await StraceLog.ReadLines(_file));
        Assert.Empty(ids.Select(id => trace.FindFault(id, SqliteLog(), ResponseStart)).OfType<string>());
    }

    [Fact]
    public async Task On_PostgreSQL_a_response_follows_the_sync_of_its_events()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        Prerequisite.SkipIfMissing(StraceLog.MissingReason);
        await using var postgres = await PostgresServer.Start(StraceLog.StraceCommand(DatabaseFile));
        await using var server = DashboardProcess.Create(await postgres.NewDatabase(), StraceLog.StraceCommand(_file));
        var ids = await Report(server);
        await server.Stop();
        await postgres.Kill();
        var trace = new StraceLog(await StraceLog.ReadLines(_file), await StraceLog.ReadLines(DatabaseFile));
        await postgres.Run();
        Assert.Empty(ids.Select(id => trace.FindFault(id, PostgresLog(), ResponseStart, "COMMIT")).OfType<string>());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("without the sync", "sync-1 was answered, and not synced before")]
    [InlineData("with a sync that fails", "sync-1 was answered, and not synced before")]
    [InlineData("with a sync of the other file", "sync-1 was answered, and not synced before")]
    [InlineData("synced before the last write", "sync-1 was answered, and not synced before")]
    [InlineData("answered while it syncs", "sync-1 was answered, and not synced before")]
    [InlineData("answered before it is written", "sync-1 was answered, and not written before")]
    [InlineData("not answered", "sync-1 was not answered")]
    public void A_trace_reveals_a_response_sent_before_its_sync(string defect, string? fault)
    {
        List<string> lines =
        [
            """7 100.000100 sendto(9<socket:[1]>, "HTTP/1.1 200 OK\r\n\r\n{\"batch\":\"sync-0\"}", 99, 0, NULL, 0)"""
                + " = 99 <0.000010>",
            """7 100.000200 pwrite64(5</data/ipmonitor.db-wal>, "\r\0pledge.countsync-1\17", 4096, 0)"""
                + " = 4096 <0.000010>",
            """7 100.000300 pwrite64(5</data/ipmonitor.db-wal>, "\n\0\1", 4096, 4096) = 4096 <0.000010>""",
            """7 100.000400 fdatasync(5</data/ipmonitor.db-wal> <unfinished ...>""",
            """8 100.000500 write(1</dev/null>, "meanwhile", 9) = 9 <0.000010>""",
            """7 100.000600 <... fdatasync resumed>) = 0 <0.000200>""",
            """8 100.000700 sendto(9<socket:[1]>, "HTTP/1.1 200 OK\r\n\r\n{\"batch\":\"sync-1\"}", 99, 0, NULL, 0)"""
                + " = 99 <0.000010>",
        ];
        switch (defect)
        {
            case "without the sync":
                lines.RemoveAll(line => line.Contains("sync(") || line.Contains("sync resumed"));
                break;
            case "with a sync that fails":
                lines[5] = "7 100.000600 <... fdatasync resumed>) = -1 EIO (Input/output error) <0.000200>";
                break;
            case "with a sync of the other file":
                lines[3] = lines[3].Replace("-wal", "");
                break;
            case "synced before the last write":
                lines[2] = lines[2].Replace("100.000300", "100.000650");
                break;
            case "answered while it syncs":
                lines[6] = lines[6].Replace("100.000700", "100.000550");
                break;
            case "answered before it is written":
                lines[6] = lines[6].Replace("100.000700", "100.000150");
                break;
            case "not answered":
                lines.RemoveAt(6);
                break;
        }
        Assert.Equal(fault, new StraceLog(lines).FindFault("sync-1", SqliteLog(), ResponseStart));
    }

    // Reports events one by one; each response contains the event's id.
    private static async Task<List<string>> Report(DashboardProcess server)
    {
        await server.Run();
        var ids = Enumerable.Range(10, 20).Select(i => $"sync-{i}").ToList();
        foreach (var id in ids)
        {
            using var response = await server.Http.PostAsync(
                $"/api/v1/events?batch={id}",
                System.Net.Http.Json.JsonContent.Create(new
                {
                    id,
                    source = "t",
                    city = "370300",
                    metric = "pledge.count",
                    value = 1,
                    date = "2024-04-20",
                }));
            response.EnsureSuccessStatusCode();
        }
        // The kill may interrupt the system call that sends the last response.
        return ids[..^1];
    }

    [GeneratedRegex(@"/ipmonitor\.db-wal$")]
    private static partial Regex SqliteLog();

    [GeneratedRegex(@"/pg_wal/[0-9A-F]{24}$")]
    private static partial Regex PostgresLog();
}

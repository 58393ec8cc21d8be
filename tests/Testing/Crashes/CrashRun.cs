using System.Data.Common;
using System.Diagnostics;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Crashes;

/// <summary>
/// Kills the real server repeatedly at random instants while senders report, and compares the store with the
/// acknowledged events.
/// </summary>
internal sealed class CrashRun(PostgresServer? postgres, int kills, int seed, Action<string> writeLine)
{
    private const int SenderCount = 6;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);
    private readonly Random _random = new(seed);
    private readonly List<string> _faults = [];

    /// <summary>Runs until the last kill or the first difference, and returns the differences.</summary>
    public async Task<IReadOnlyList<string>> FindFaults()
    {
        await using var server = DashboardProcess.Create(postgres is null ? null : await postgres.NewDatabase());
        CrashSender[] senders = [.. Enumerable.Range(0, SenderCount).Select(i => CreateSender(server, i))];
        using var stopping = new CancellationTokenSource();
        server.StartWithoutWaiting();
        var sending = Array.ConvertAll(senders, sender => sender.Run(stopping.Token));
        for (var kill = 1; kill <= kills && _faults.Count == 0; kill++)
        {
            // Kills one in four during its start, the others while they accept events.
            var isStarting = _random.Next(4) == 0;
            if (!isStarting)
            {
                await server.WaitUntilReady();
                VerifyCount(server, senders);
                await WaitForMoreEvents(senders, sending);
            }
            await Task.Delay(_random.Next(1000));
            var killed = await Kill(server, isStarting);
            var (acknowledged, created) = CountEvents(senders);
            var phase = isStarting ? " while it started" : "";
            writeLine($"{kill,4} {killed}{phase}: {acknowledged} acknowledged of {created} sent");
        }
        await server.WaitUntilReady();
        await stopping.CancelAsync();
        await Task.WhenAll(sending).WaitAsync(TimeLimit);

        var sent = senders.SelectMany(sender => sender.Acknowledged).ToList();
        _faults.AddRange(Read(server, store => CrashVerifier.FindStoreDifferences(store, sent)));
        await VerifyFigures();
        await server.Restart();
        await VerifyFigures();
        return _faults;

        async Task VerifyFigures()
        {
            var numbers = Read(server, CrashVerifier.ReadEventNumbers);
            _faults.AddRange(await CrashVerifier.FindFigureDifferences(numbers, server.Http, sent));
        }
    }

    private CrashSender CreateSender(DashboardProcess server, int index) =>
        new(server.Http, new($"sender-{index}", SenderCount, seed * SenderCount + index), seed + index);

    private static (int Acknowledged, int Created) CountEvents(CrashSender[] senders) =>
        (senders.Sum(sender => sender.Count.Acknowledged), senders.Sum(sender => sender.Count.Created));

    private static async Task WaitForMoreEvents(CrashSender[] senders, Task[] sending)
    {
        var before = CountEvents(senders).Acknowledged;
        for (var waited = Stopwatch.StartNew(); CountEvents(senders).Acknowledged == before; await Task.Delay(5))
        {
            foreach (var sender in sending.Where(sender => sender.IsFaulted)) await sender;
            if (waited.Elapsed > TimeLimit) throw new TimeoutException("No event is acknowledged any more.");
        }
    }

    // Runs after each kill, so that a loss is attributed to the kill that caused it.
    private void VerifyCount(DashboardProcess server, CrashSender[] senders)
    {
        var acknowledged = CountEvents(senders).Acknowledged;
        var stored = Read(server, CrashVerifier.CountEvents);
        var created = CountEvents(senders).Created;
        if (stored < acknowledged || stored > created)
            _faults.Add($"{stored} are stored of {acknowledged} acknowledged and {created} sent");
    }

    private async Task<string> Kill(DashboardProcess server, bool isStarting)
    {
        // A starting server exits when its database is missing, so the database alone is not killed then.
        var choice = postgres is null ? 0 : _random.Next(isStarting ? 2 : 3);
        if (choice > 0) await postgres!.Kill();
        if (choice < 2) await server.Stop();
        if (choice > 0) await postgres!.Run();
        // A server whose database alone was killed keeps running and must reconnect.
        if (choice < 2) server.StartWithoutWaiting();
        return choice switch { 0 => "server", 1 => "server and database", _ => "database" };
    }

    // Closes the connection at once: an open one would spare the server its recovery after the next kill.
    private static T Read<T>(DashboardProcess server, Func<DbConnection, T> read)
    {
        using SqlDatabase database = server.Database is { } connectionString
            ? new PostgresDatabase(connectionString)
            : new SqliteDatabase(server.DataFolder);
        using var store = database.Open();
        return read(store);
    }
}

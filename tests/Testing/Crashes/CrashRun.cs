using System.Data.Common;
using System.Diagnostics;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Crashes;

/// <summary>Kills the real server under real senders at random instants, again and again, and holds the store against what it acknowledged.</summary>
internal sealed class CrashRun(PostgresServer? postgres, int kills, int seed, Action<string> say)
{
    private const int SenderCount = 6;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);
    private readonly Random _random = new(seed);
    private readonly List<string> _faults = [];

    /// <summary>What did not hold.</summary>
    public async Task<IReadOnlyList<string>> FindFaults()
    {
        await using var server = DashboardProcess.Create(postgres is null ? null : await postgres.NewDatabase());
        CrashSender[] senders = [.. Enumerable.Range(0, SenderCount).Select(i => new CrashSender(server.Http, new($"sender-{i}", SenderCount, seed * SenderCount + i), seed + i))];
        using var enough = new CancellationTokenSource();
        server.StartWithoutWaiting();
        var sending = Array.ConvertAll(senders, sender => sender.Run(enough.Token));
        for (var kill = 1; kill <= kills && _faults.Count == 0; kill++)
        {
            // Else in the midst of its work, which begins some time after it is ready.
            var starting = _random.Next(4) == 0;
            if (!starting)
            {
                await server.WaitUntilReady();
                VerifyCount(server, senders);
                await WaitForMoreEvents(senders, sending);
            }
            await Task.Delay(_random.Next(1000));
            var killed = await KillServer(server, starting);
            say($"{kill,4} {killed}{(starting ? " while it started" : "")}: {senders.Sum(sender => sender.Count.Acknowledged)} acknowledged of {senders.Sum(sender => sender.Count.Made)} sent");
        }
        await server.WaitUntilReady();
        await enough.CancelAsync();
        await Task.WhenAll(sending).WaitAsync(TimeLimit);

        var sent = senders.SelectMany(sender => sender.Acknowledged).ToList();
        _faults.AddRange(Read(server, store => CrashVerifier.FindStoreDifferences(store, sent)));
        await FiguresAreRight();
        await server.KillAndRestart();
        await FiguresAreRight();
        return _faults;

        async Task FiguresAreRight() => _faults.AddRange(await CrashVerifier.FindFigureDifferences(Read(server, CrashVerifier.ReadEventNumbers), server.Http, sent));
    }

    private static async Task WaitForMoreEvents(CrashSender[] senders, Task[] sending)
    {
        var before = senders.Sum(sender => sender.Count.Acknowledged);
        for (var waited = Stopwatch.StartNew(); senders.Sum(sender => sender.Count.Acknowledged) == before; await Task.Delay(5))
        {
            foreach (var sender in sending.Where(sender => sender.IsFaulted)) await sender;
            if (waited.Elapsed > TimeLimit) throw new TimeoutException("Nothing was acknowledged any more.");
        }
    }

    // Between the rounds, while the senders go on: which kill it was that lost something.
    private void VerifyCount(DashboardProcess server, CrashSender[] senders)
    {
        var acknowledged = senders.Sum(sender => sender.Count.Acknowledged);
        var stored = Read(server, CrashVerifier.CountEvents);
        var made = senders.Sum(sender => sender.Count.Made);
        if (stored < acknowledged || stored > made) _faults.Add($"{stored} are stored of {acknowledged} acknowledged and {made} sent");
    }

    private async Task<string> KillServer(DashboardProcess server, bool starting)
    {
        // A server that finds no database when it starts says so and ends; whoever runs it starts it again.
        var choice = postgres is null ? 0 : _random.Next(starting ? 2 : 3);
        if (choice > 0) await postgres!.Kill();
        if (choice < 2) await server.Kill();
        if (choice > 0) await postgres!.Run();
        // It lives on when only its database was killed, and has to find it again.
        if (choice < 2) server.StartWithoutWaiting();
        return choice switch { 0 => "server", 1 => "server and database", _ => "database" };
    }

    // Closed again at once: an open connection would spare the server its recovery after the next kill.
    private static T Read<T>(DashboardProcess server, Func<DbConnection, T> read)
    {
        using SqlDatabase database = server.Database is { } postgres ? new PostgresDatabase(postgres) : new SqliteDatabase(server.DataFolder);
        using var store = database.Open();
        return read(store);
    }
}

using System.Diagnostics;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>A server under measurement and the way to make it send one update.</summary>
/// <param name="SendUpdate">
/// Makes the server send, given the number of the update and the count of all; returns its position and city.
/// </param>
internal sealed record MeasuredServer(
    Uri Address, Process Process, IAsyncDisposable Server,
    Func<int, int, Task<(long Position, string City)>> SendUpdate) : IAsyncDisposable
{
    private const string UnlimitedConnections = "--Live:Limits:ConnectionsPerAddress=100000";

    /// <summary>Whether each screen receives the messages of a topic in order.</summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>The measurement of the dashboard whose messages the baseline reproduces in number and length.</summary>
    public RateMeasurement? Reference { get; set; }

    /// <summary>Starts a dashboard with sample data and without a limit of connections.</summary>
    public static async Task<DashboardProcess> StartProcess()
    {
        var server = await DashboardProcess.Start(UnlimitedConnections);
        await ReportSender.Seed(server);
        return server;
    }

    /// <summary>Starts a dashboard that receives one report per update.</summary>
    public static async Task<MeasuredServer> StartDashboard(IReadOnlyList<string> cities)
    {
        var server = await StartProcess();
        var sent = 0;
        return new(server.Address, Process.GetProcessById(server.ProcessId), server, async (_, _) =>
        {
            var city = cities[sent % cities.Count];
            return (await ReportSender.Post(server, sent++, city), city);
        });
    }

    /// <summary>Starts a baseline hub; its <see cref="Reference"/> must be set before it sends.</summary>
    public static async Task<MeasuredServer> StartBaseline()
    {
        var hub = await BaselineHub.Start();
        var seqs = new Dictionary<string, long>();
        var position = 0L;
        MeasuredServer server = null!;
        return server = new(hub.Address, hub.Process, hub, async (update, updates) =>
        {
            position++;
            var messages =
                from topic in server.Reference!.Delivery.LengthsByTopic
                from message in topic.Value.Index()
                where message.Index * updates / topic.Value.Count == update
                select CreateMessage(topic.Key, message.Item);
            await BaselineHub.Broadcast(hub, [.. messages]);
            return (position, "");
        })
        { KeepsOrder = false };

        BaselineHub.BaselineMessage CreateMessage(string topic, int bytes)
        {
            var seq = seqs[topic] = seqs.GetValueOrDefault(topic) + 1;
            return BaselineHub.BaselineMessage.Create(topic, seq, position, bytes);
        }
    }

    /// <summary>Reads the working set, in bytes.</summary>
    public long ReadMemory()
    {
        Process.Refresh();
        return Process.WorkingSet64;
    }

    /// <summary>Sends updates at a rate and measures their delivery to the screens.</summary>
    public async Task<RateMeasurement> Measure(ScreenFleet screens, int updatesPerSecond, int seconds)
    {
        screens.CollectDeliveries([], KeepsOrder);
        var before = ReadProcessorTime();
        var update = 0;
        var posts = await ReportSchedule.Run(
            updatesPerSecond, seconds, () => SendUpdate(update++, updatesPerSecond * seconds));
        await Task.Delay(500);
        var used = ReadProcessorTime() - before;
        await screens.WaitUntilQuiet();
        var delivery = screens.CollectDeliveries(posts, KeepsOrder);
        return new(used.TotalMicroseconds / delivery.Messages, delivery);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private TimeSpan ReadProcessorTime()
    {
        Process.Refresh();
        return Process.TotalProcessorTime;
    }
}

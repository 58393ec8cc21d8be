using System.Diagnostics;
using IpMonitor.Testing.Live;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Many screens of one server in a realistic mix: 50 % show a ranking, the province and the feed, 30 % a city, 20 % a
/// campaign.
/// </summary>
internal sealed class ScreenFleet : IDisposable
{
    public const int Year = 2025;
    public const string Metric = "activity.count";
    public const string Campaign = "publicity-week-2025";
    private const int MaxConcurrentOpens = 100;

    private readonly List<ScreenClient> _screens = [];
    private readonly Dictionary<(ScreenClient Screen, int Topic), (long Seq, long Position)> _states = [];

    private long MessageCount => _screens.Sum(screen => screen.MessageCount);

    /// <summary>Opens screens, at most 100 at a time, and waits for their snapshots.</summary>
    public static async Task<ScreenFleet> Open(Uri server, int screens, IReadOnlyList<string> cities)
    {
        var fleet = new ScreenFleet();
        foreach (var indexes in Enumerable.Range(0, screens).Chunk(MaxConcurrentOpens))
        {
            var opening = indexes.Select(i => ScreenClient.Open(server, TopicsOf(i, cities)));
            fleet._screens.AddRange(await Task.WhenAll(opening));
        }
        fleet.CollectDeliveries([]);
        return fleet;
    }

    public static string[] TopicsOf(int i, IReadOnlyList<string> cities) => (i % 10) switch
    {
        < 5 => [$"ranking/{Metric}/{Year}", $"province/{Year}", "feed"],
        < 8 => [$"city/{cities[i / 10 % cities.Count]}/{Year}"],
        _ => [$"campaign/{Campaign}"],
    };

    /// <summary>Waits until no message has arrived for half a second.</summary>
    public async Task WaitUntilQuiet()
    {
        for (long before = -1, now = MessageCount; before != now; (before, now) = (now, MessageCount))
            await Task.Delay(500);
    }

    /// <summary>Returns the messages since the last call and their delays after the reports that caused them.</summary>
    /// <param name="isOrdered">Whether the server promises consecutive sequence numbers to each screen.</param>
    /// <exception cref="InvalidOperationException">
    /// A screen missed a message or received one twice, or screens of a topic ended in different states.
    /// </exception>
    public DeliveryStatistics CollectDeliveries(IReadOnlyList<PostedReport> posts, bool isOrdered = true)
    {
        var (count, delays, lengths) = (0, new List<double>(), new Dictionary<string, List<int>>());
        foreach (var screen in _screens)
        {
            // The lengths of a topic are taken from the first screen that shows it.
            var screenLengths = screen.Topics
                .Select(topic => lengths.ContainsKey(topic) ? null : lengths[topic] = [])
                .ToList();
            foreach (var message in screen.TakeMessages())
            {
                if (Advance(screen, message, isOrdered) is not { } previous) continue;
                count++;
                screenLengths[message.Topic]?.Add(message.Bytes);
                var topic = screen.Topics[message.Topic];
                var cause = isOrdered
                    ? posts.FirstOrDefault(post => IsCause(post, topic, previous, message))
                    : posts.FirstOrDefault(post => post.Position == message.Position);
                if (cause.Timestamp == 0) continue;
                var delay = Stopwatch.GetElapsedTime(cause.Timestamp, message.Timestamp).TotalMilliseconds;
                delays.Add(Math.Max(0, delay));
            }
        }
        VerifyStates();
        delays.Sort();
        return new(count, delays, lengths);
    }

    public void Dispose()
    {
        foreach (var screen in _screens) screen.Dispose();
    }

    // Returns the position before the message, or null if it is the first of its topic.
    private long? Advance(ScreenClient screen, ReceivedMessage message, bool isOrdered)
    {
        var isFirst = !_states.TryGetValue((screen, message.Topic), out var state);
        // A snapshot may replace several updates of a slow screen.
        var isNext = message.IsUpdate ? message.Seq == state.Seq + 1 : message.Seq > state.Seq;
        if (isOrdered && !isFirst && !isNext)
            throw new InvalidOperationException($"{screen.Topics[message.Topic]}: {message} after {state}");
        _states[(screen, message.Topic)] = (isOrdered ? message.Seq : state.Seq + 1, message.Position);
        return isFirst ? null : state.Position;
    }

    // The first report that the topic certainly shows: that of another city may leave a city topic unchanged.
    private static bool IsCause(PostedReport post, string topic, long previous, ReceivedMessage message) =>
        post.Position > previous && post.Position <= message.Position
        && (!topic.StartsWith("city/", StringComparison.Ordinal) || topic.Contains(post.City));

    private void VerifyStates()
    {
        foreach (var topic in _states.GroupBy(pair => pair.Key.Screen.Topics[pair.Key.Topic]))
            if (topic.Select(pair => pair.Value.Seq).Distinct().Count() > 1)
                throw new InvalidOperationException($"{topic.Key}: the screens received different messages.");
    }
}

using System.Diagnostics;
using IpMonitor.Testing.Live;

namespace IpMonitor.Benchmarks;

/// <summary>A report that was acknowledged: up to where, when, and of which city.</summary>
internal readonly record struct PostedReport(long Position, long Timestamp, string City);

/// <summary>
/// Many screens of one server, as they are: half of them leaders' (a ranking, the province, the feed), three tenths city
/// pages, two tenths campaign screens.
/// </summary>
internal sealed class ScreenFleet : IDisposable
{
    public const int Year = 2025;
    public const string Metric = "activity.count";
    public const string Campaign = "publicity-week-2025";
    private const int MaxConcurrentOpens = 100;

    private readonly List<ScreenClient> _screens = [];
    private readonly Dictionary<(ScreenClient, int Topic), (long Seq, long Position)> _known = [];

    /// <summary>How many messages have come in all.</summary>
    public long MessageCount => _screens.Sum(screen => screen.MessageCount);

    /// <summary>Opens so many screens, a hundred at a time.</summary>
    public static async Task<ScreenFleet> Open(Uri server, int screens, IReadOnlyList<string> cities)
    {
        var crowd = new ScreenFleet();
        foreach (var some in Enumerable.Range(0, screens).Chunk(MaxConcurrentOpens))
            crowd._screens.AddRange(await Task.WhenAll(some.Select(i => ScreenClient.Open(server, TopicsOf(i, cities)))));
        // The first of a topic is its snapshot.
        crowd.CollectDeliveries([]);
        return crowd;
    }

    public static string[] TopicsOf(int i, IReadOnlyList<string> cities) => (i % 10) switch
    {
        < 5 => [$"ranking/{Metric}/{Year}", $"province/{Year}", "feed"],
        < 8 => [$"city/{cities[i / 10 % cities.Count]}/{Year}"],
        _ => [$"campaign/{Campaign}"],
    };

    /// <summary>
    /// What all were told since the last call, and how long after each report. Faults any screen that missed a message or was
    /// told one twice, and any that ended elsewhere than another of the same topic; of a hub that keeps no order only that.
    /// </summary>
    public DeliveryStatistics CollectDeliveries(IReadOnlyList<PostedReport> posts, bool isOrdered = true)
    {
        var (count, latencies, shapes) = (0, new List<double>(), new Dictionary<string, List<int>>());
        foreach (var screen in _screens)
        {
            var shape = screen.Topics.Select(topic => shapes.ContainsKey(topic) ? null : shapes[topic] = []).ToList();
            foreach (var told in screen.TakeMessages())
            {
                var topic = screen.Topics[told.Topic];
                var isKnown = _known.TryGetValue((screen, told.Topic), out var known);
                if (isOrdered && isKnown && (told.IsUpdate ? told.Seq != known.Seq + 1 : told.Seq <= known.Seq)) throw new InvalidOperationException($"{topic}: {told} after {known}");
                _known[(screen, told.Topic)] = isOrdered ? (told.Seq, told.Position) : (known.Seq + 1, told.Position);
                if (!isKnown) continue;
                // A snapshot stands in the place of several that came while it waited.
                count++;
                shape[told.Topic]?.Add(told.Bytes);
                // The first report since that this topic shows for certain; another city's may leave a city as it was.
                var cause = posts.FirstOrDefault(post => isOrdered
                    ? post.Position > known.Position && post.Position <= told.Position && (!topic.StartsWith("city/", StringComparison.Ordinal) || topic.Contains(post.City))
                    : post.Position == told.Position);
                if (cause.Timestamp > 0) latencies.Add(Math.Max(0, Stopwatch.GetElapsedTime(cause.Timestamp, told.Timestamp).TotalMilliseconds));
            }
        }
        if (_known.GroupBy(one => one.Key.Item1.Topics[one.Key.Topic]).FirstOrDefault(topic => topic.Select(one => one.Value.Seq).Distinct().Count() > 1) is { } apart)
            throw new InvalidOperationException($"{apart.Key}: not all screens were told the same.");
        latencies.Sort();
        return new(count, latencies, shapes);
    }

    public void Dispose()
    {
        foreach (var screen in _screens) screen.Dispose();
    }
}

/// <summary>What screens were told: how many messages, their delays in milliseconds in order, and their lengths by topic.</summary>
internal sealed record DeliveryStatistics(int Messages, List<double> Delays, Dictionary<string, List<int>> LengthsByTopic)
{
    public double P99 => Delays.Count == 0 ? 0 : Delays[(int)(0.99 * (Delays.Count - 1))];

    public double Max => Delays.Count == 0 ? 0 : Delays[^1];
}

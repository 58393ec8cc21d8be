using System.Diagnostics;

namespace IpMonitor.Benchmarks;

/// <summary>Posts reports in an open loop: each when it is due, without waiting for the previous one.</summary>
internal static class ReportSchedule
{
    public static async Task<IReadOnlyList<PostedReport>> Run(
        int reportsPerSecond, int seconds, Func<Task<(long Position, string City)>> post)
    {
        var clock = Stopwatch.StartNew();
        var posts = new List<Task<PostedReport>>();
        for (var i = 0; i < reportsPerSecond * seconds; i++)
        {
            var delay = TimeSpan.FromSeconds((double)i / reportsPerSecond) - clock.Elapsed;
            if (delay > TimeSpan.Zero) await Task.Delay(delay);
            posts.Add(Post());
        }
        return await Task.WhenAll(posts);

        async Task<PostedReport> Post()
        {
            var (position, city) = await post();
            return new(position, Stopwatch.GetTimestamp(), city);
        }
    }
}

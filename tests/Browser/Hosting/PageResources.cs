using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>What a page holds once its garbage is gone: nodes and event listeners.</summary>
internal sealed record PageResources(double Nodes, double Listeners)
{
    /// <summary>Counts what a page holds.</summary>
    /// <remarks>The least of three: what was let go of is sometimes gone only with the next collection.</remarks>
    public static async Task<PageResources> Measure(ICDPSession protocol)
    {
        var least = new PageResources(double.MaxValue, double.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            await protocol.SendAsync("HeapProfiler.collectGarbage");
            var now = (await protocol.SendAsync("Memory.getDOMCounters"))!.Value;
            least = new(
                Math.Min(least.Nodes, now.GetProperty("nodes").GetDouble()),
                Math.Min(least.Listeners, now.GetProperty("jsEventListeners").GetDouble()));
            await Task.Delay(100);
        }
        return least;
    }
}

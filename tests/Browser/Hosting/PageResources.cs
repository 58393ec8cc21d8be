using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>The numbers of DOM nodes and event listeners of a page after garbage collection.</summary>
internal sealed record PageResources(double Nodes, double Listeners)
{
    /// <summary>Returns the minimum of three measurements.</summary>
    /// <remarks>Some garbage survives the first collection.</remarks>
    public static async Task<PageResources> Measure(ICDPSession protocol)
    {
        var minimum = new PageResources(double.MaxValue, double.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            await protocol.SendAsync("HeapProfiler.collectGarbage");
            var counters = (await protocol.SendAsync("Memory.getDOMCounters"))!.Value;
            minimum = new(
                Math.Min(minimum.Nodes, counters.GetProperty("nodes").GetDouble()),
                Math.Min(minimum.Listeners, counters.GetProperty("jsEventListeners").GetDouble()));
            await Task.Delay(100);
        }
        return minimum;
    }
}

using System.Diagnostics.Metrics;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Live;

/// <summary>Counts messages, bytes and subscriptions of the hub.</summary>
internal sealed class HubMetrics
{
    private readonly Counter<long> _messages;
    private readonly Counter<long> _bytes;
    private readonly UpDownCounter<int> _subscriptions;

    public HubMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _messages = meter.CreateCounter<long>(
            "ipmonitor.hub.messages", "{message}", "Topic messages sent to connections.");
        _bytes = meter.CreateCounter<long>(
            "ipmonitor.hub.bytes", "By", "Bytes of topic messages sent to connections, before compression.");
        _subscriptions = meter.CreateUpDownCounter<int>(
            "ipmonitor.hub.subscriptions", "{subscription}", "Topics shown, summed over all connections.");
    }

    /// <summary>Counts a message written to one connection.</summary>
    public void CountMessage(int bytes)
    {
        _messages.Add(1);
        _bytes.Add(bytes);
    }

    /// <summary>Adds to the number of subscriptions; a negative count subtracts.</summary>
    public void AddSubscriptions(int count) => _subscriptions.Add(count);
}

using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Dashboard.Live;

/// <summary>Tells the connections of the hub when to return, as soon as the process stops.</summary>
internal sealed class HubShutdownService(IHostApplicationLifetime lifetime, MonitorHubLifetimeManager connections)
    : IHostedService
{
    /// <summary>Seconds until a restarted server is expected to accept connections.</summary>
    public const int MinRetrySeconds = 2;

    private const double MaxSpreadSeconds = 10;
    private const double ConnectionsPerSecond = 200;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1.5);

    // Callbacks run in reverse order: that of SignalR, which closes the connections, was registered before.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => AskToClose().GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The pages close their connections when they get the message. Others get the time to read it.
    private async Task AskToClose()
    {
        var spread = Math.Clamp(connections.Count / ConnectionsPerSecond, 1, MaxSpreadSeconds);
        var message = new StoppingMessage(MinRetrySeconds, MinRetrySeconds + spread);
        connections.SendToAll(new SerializedHubMessage(new InvocationMessage("stopping", [message])));
        var asked = Stopwatch.GetTimestamp();
        while (connections.Count > 0 && Stopwatch.GetElapsedTime(asked) < CloseTimeout) await Task.Delay(20);
    }
}

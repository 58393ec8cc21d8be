using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// Gives access to the connections of the hub, so that a message serialized once can be written to each of them.
/// </summary>
internal sealed class MonitorHubLifetimeManager(ILogger<DefaultHubLifetimeManager<MonitorHub>> log)
    : DefaultHubLifetimeManager<MonitorHub>(log)
{
    private readonly HubConnectionStore _connections = new();

    /// <summary>Returns the connection with this id, or null.</summary>
    public HubConnectionContext? this[string id] => _connections[id];

    /// <inheritdoc/>
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        _connections.Add(connection);
        return base.OnConnectedAsync(connection);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        _connections.Remove(connection);
        return base.OnDisconnectedAsync(connection);
    }
}

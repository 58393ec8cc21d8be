using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// Gives access to the connections of the hub, so that a message serialized once can be written to each of them.
/// </summary>
internal sealed class MonitorHubLifetimeManager(ILogger<DefaultHubLifetimeManager<MonitorHub>> log)
    : DefaultHubLifetimeManager<MonitorHub>(log)
{
    private readonly HubConnectionStore _connections = new();

    /// <summary>Number of open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>Returns the connection with this id, or null.</summary>
    public HubConnectionContext? this[string id] => _connections[id];

    /// <summary>Starts to send a message to all connections.</summary>
    public void SendToAll(SerializedHubMessage message)
    {
        foreach (var connection in _connections) _ = Send(connection, message);
    }

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

    // A failed write is ignored: the connection is closed anyway.
    private static async Task Send(HubConnectionContext connection, SerializedHubMessage message) =>
        await connection.WriteAsync(message).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

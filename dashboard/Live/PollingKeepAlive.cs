using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Dashboard.Live;

/// <summary>Pings a connection by long polling, as SignalR pings those of the other transports.</summary>
/// <remarks>Silence then means a lost connection with every transport.</remarks>
internal sealed class PollingKeepAlive(HubConnectionContext connection)
{
    /// <summary>Time between two pings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _pingedAt = Stopwatch.GetTimestamp();
    private bool _isWriting;

    /// <summary>Sends a ping if one is due and the last one is written.</summary>
    public void Ping()
    {
        if (_isWriting || Stopwatch.GetElapsedTime(_pingedAt) < Interval) return;
        _pingedAt = Stopwatch.GetTimestamp();
        _isWriting = true;
        _ = Write();
    }

    private async Task Write()
    {
        await connection.WriteAsync(PingMessage.Instance).AsTask()
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isWriting = false;
    }
}

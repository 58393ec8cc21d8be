namespace IpMonitor.Dashboard.Logging;

/// <summary>Gives up a log export after a time limit, so that a collector that hangs does not delay the server's stop.</summary>
internal sealed class ExportTimeoutHandler(TimeSpan timeout) : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        return await base.SendAsync(request, limit.Token);
    }
}

namespace IpMonitor.Dashboard.Logging;

/// <summary>Cancels a log export after a timeout, so that a hung collector does not delay the shutdown.</summary>
internal sealed class ExportTimeoutHandler(TimeSpan timeout)
    : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null })
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        return await base.SendAsync(request, limit.Token);
    }
}

using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Security;

/// <summary>Reads a request body that must end within a time of its first read.</summary>
internal sealed class TimedBodyStream(Stream body, TimeSpan timeout, CancellationToken aborted) : ForwardOnlyStream
{
    private CancellationTokenSource? _deadline;

    /// <inheritdoc/>
    /// <exception cref="BadHttpRequestException">The body has not ended in time.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_deadline is null)
        {
            _deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            _deadline.CancelAfter(timeout);
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (_deadline.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _deadline?.Dispose();
        base.Dispose(disposing);
    }
}

using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>
/// Logs the number and hash of the last audit entry at start, at stop, and once a day if entries were added.
/// </summary>
/// <remarks>
/// Rewriting the whole hash chain does not change a log kept on another machine; <c>verify --anchor</c>
/// compares the store with such an entry.
/// </remarks>
internal sealed partial class AuditAnchorService(
    IAuditStore store, TimeProvider time, ILogger<AuditAnchorService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private long _lastLogged;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAnchor(always: true);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        await WriteAnchor(always: true);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAnchor(always: false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WriteAnchor(bool always)
    {
        try
        {
            if (await store.GetLast() is not { } last || (last.Number == _lastLogged && !always)) return;
            _lastLogged = last.Number;
            LogAnchor(last.Number, last.Hash);
        }
        catch (JournalException exception)
        {
            LogReadFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit anchor {Number}:{Hash}")]
    private partial void LogAnchor(long number, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the audit anchor: {Error}")]
    private partial void LogReadFailed(string error);
}

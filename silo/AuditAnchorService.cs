using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>
/// Says in the log how far the audit trail goes, at each start and orderly end and once a day when it has grown: whoever makes all
/// of it anew cannot also change what a log elsewhere has kept (<c>verify --anchor</c>).
/// </summary>
internal sealed partial class AuditAnchorService(IAuditStore store, TimeProvider time, ILogger<AuditAnchorService> log) : BackgroundService
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
        catch (JournalException fault)
        {
            LogReadFailed(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit anchor {Number}:{Hash}")]
    private partial void LogAnchor(long number, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit trail's anchor could not be read: {Fault}")]
    private partial void LogReadFailed(string fault);
}

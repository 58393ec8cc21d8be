using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>
/// Says in the log how far the audit trail goes, at each start and orderly end and once a day when it has grown: whoever makes all
/// of it anew cannot also change what a log elsewhere has kept (<c>verify --anchor</c>).
/// </summary>
internal sealed partial class AuditKeeper(IAuditStore store, TimeProvider time, ILogger<AuditKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private long _said;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Say(always: true);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        await Say(always: true);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Say(always: false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Say(bool always)
    {
        try
        {
            if (await store.GetLast() is not { } last || (last.Number == _said && !always)) return;
            _said = last.Number;
            LogAnchor(last.Number, last.Hash);
        }
        catch (JournalException fault)
        {
            LogLost(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit anchor {Number}:{Hash}")]
    private partial void LogAnchor(long number, string hash);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit trail's anchor could not be read: {Fault}")]
    private partial void LogLost(string fault);
}

using System.Data.Common;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Retention;

/// <summary>Prunes the store when the program starts and once a day, if it is told to look back only so far.</summary>
internal sealed partial class RetentionService(SqlDatabase database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.LookBackDays is not { } days) return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await Task.Run(() => Prune(days, stoppingToken), stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Prune(int days, CancellationToken stopping)
    {
        try
        {
            var horizon = StorePruner.Prune(database, time.GetChinaToday(), days, stopping);
            LogPruned(horizon);
        }
        catch (DbException fault)
        {
            // Tomorrow is early enough.
            LogPruneFailed(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "One can look back as far as position {Horizon}")]
    private partial void LogPruned(long horizon);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is too old to be looked at could not be deleted: {Fault}")]
    private partial void LogPruneFailed(string fault);
}

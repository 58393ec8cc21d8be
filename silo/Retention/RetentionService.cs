using System.Data.Common;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Retention;

/// <summary>Prunes the store at start and once a day, if <see cref="RetentionOptions.LookBackDays"/> is set.</summary>
internal sealed partial class RetentionService(
    SqlDatabase database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionService> log)
    : BackgroundService
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

    private void Prune(int days, CancellationToken stoppingToken)
    {
        try
        {
            var horizon = StorePruner.Prune(database, time.GetChinaToday(), days, stoppingToken);
            LogPruned(horizon);
        }
        catch (DbException exception)
        {
            // The next daily run tries again.
            LogPruneFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pruned the history before position {Horizon}")]
    private partial void LogPruned(long horizon);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not prune the history: {Error}")]
    private partial void LogPruneFailed(string error);
}

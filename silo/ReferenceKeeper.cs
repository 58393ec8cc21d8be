using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>Loads the reference data before any grain is called, and looks from time to time whether another process put a new version in force.</summary>
internal sealed partial class ReferenceKeeper(ReferenceShelf shelf, TimeProvider time, ILogger<ReferenceKeeper> log) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await shelf.Install() is { } refused) LogKept(refused.Document, refused.Code, refused.Row, refused.Column);
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Look();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Look()
    {
        try
        {
            await shelf.Refresh();
        }
        catch (JournalException fault)
        {
            LogLost(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The program's newer reference data does not go with what is in force, which stays: {Document} {Code} row {Row} {Column}")]
    private partial void LogKept(string document, string code, int row, string column);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reference data could not be looked at: {Fault}")]
    private partial void LogLost(string fault);
}

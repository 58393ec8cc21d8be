using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>Loads the reference data before any grain is called, and looks from time to time whether another process put a new version in force; the cities count by it then.</summary>
internal sealed partial class ReferenceRefreshService(ReferenceDataStore shelf, IGrainFactory grains, TimeProvider time, ILogger<ReferenceRefreshService> log) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private ReferenceSnapshot? _appliedData;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await shelf.InstallBuiltIn() is { } refused) LogUpdateRejected(refused.Document, refused.Code, refused.Row, refused.Column);
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
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Refresh();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Refresh()
    {
        try
        {
            await shelf.Refresh();
            if (shelf.Current is var current && current == _appliedData) return;
            // Also what was put in force when the program stopped before each city had counted anew.
            foreach (var city in current.Places.Cities) await grains.GetGrain<ICityGrain>(city.Code).ApplyCatalogue();
            _appliedData = current;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Looking again is all that can be done; the program goes on with what it has.
            LogRefreshFailed(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The program's newer reference data does not go with what is in force, which stays: {Document} {Code} row {Row} {Column}")]
    private partial void LogUpdateRejected(string document, string code, int row, string column);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reference data could not be looked at: {Fault}")]
    private partial void LogRefreshFailed(string fault);
}

using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>
/// Loads the reference data before the first grain call, polls every two seconds for versions of other processes, and
/// applies a new version to all cities.
/// </summary>
internal sealed partial class ReferenceRefreshService(
    ReferenceDataStore referenceData, IGrainFactory grains, TimeProvider time, ILogger<ReferenceRefreshService> log)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private ReferenceSnapshot? _appliedData;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await referenceData.InstallBuiltIn() is { } error)
            LogUpdateRejected(error.Document, error.Code, error.Row, error.Column);
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
            await referenceData.Refresh();
            if (referenceData.Current is var current && current == _appliedData) return;
            // The first round also covers a version that an earlier process stored but did not apply to every city.
            foreach (var city in current.Places.Cities) await grains.GetGrain<ICityGrain>(city.Code).ApplyCatalogue();
            _appliedData = current;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The current version stays in force; the next tick tries again.
            LogRefreshFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Did not install the built-in reference data, which conflicts with the data in force: " +
        "{Document} {Code} row {Row} {Column}")]
    private partial void LogUpdateRejected(string document, string code, int row, string column);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not refresh the reference data: {Error}")]
    private partial void LogRefreshFailed(string error);
}

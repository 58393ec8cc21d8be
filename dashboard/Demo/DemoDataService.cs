using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// Loads the data of the demo, lets a submission wait for review, and then simulates two screens and about one event
/// per second.
/// </summary>
internal sealed class DemoDataService(
    DemoLoader loader,
    DemoSubmission submission,
    DemoScreens screens,
    TimeProvider time,
    IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const int MinDelayMilliseconds = 300;
    private const int MaxExtraDelayMilliseconds = 1_000;

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the data is loaded.</summary>
    public Task Loaded => _loaded.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await loader.Load();
            await WaitForStart(stoppingToken);
            await submission.EnsureWaiting();
            await screens.Pair();
            _loaded.SetResult();
            await Task.WhenAll(screens.Run(stoppingToken), SimulateEvents(stoppingToken));
        }
        catch (Exception exception)
        {
            _loaded.TrySetException(exception);
            if (!stoppingToken.IsCancellationRequested) throw;
        }
    }

    private async Task WaitForStart(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task SimulateEvents(CancellationToken stoppingToken)
    {
        var random = new Random();
        while (true)
        {
            var delay = MinDelayMilliseconds + random.Next(MaxExtraDelayMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, stoppingToken);
            var campaign = await loader.PublishCampaign();
            var id = $"live-{time.GetUtcNow().ToUnixTimeMilliseconds()}";
            try
            {
                await loader.Ingest(null, [DemoActs.Create(id, time.GetChinaToday(), campaign.Id, random)]);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or JournalException)
            {
                // No events arrive until the store answers again.
            }
        }
    }
}

using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>
/// Resumes pending submissions at start and every ten seconds, in case another process stopped while it processed
/// them.
/// </summary>
internal sealed partial class SubmissionResumeService(
    ReferenceDataStore referenceData, IGrainFactory grains, TimeProvider time, ILogger<SubmissionResumeService> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await Resume();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Resume()
    {
        try
        {
            await grains.GetGrain<ISubmissionsGrain>(referenceData.Current.Places.Province.Code).Resume();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogResumeFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not resume pending submissions: {Error}")]
    private partial void LogResumeFailed(string error);
}

using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Silo;

/// <summary>Wakes what takes submissions on their way, when the program starts and from time to time: a process that died may have left some behind.</summary>
internal sealed partial class SubmissionResumeService(ReferenceDataStore shelf, IGrainFactory grains, TimeProvider time, ILogger<SubmissionResumeService> log) : BackgroundService
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
            await grains.GetGrain<ISubmissionsGrain>(shelf.Current.Places.Province.Code).Resume();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogResumeFailed(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What submissions are on their way could not be looked at: {Fault}")]
    private partial void LogResumeFailed(string fault);
}

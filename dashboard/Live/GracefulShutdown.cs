using System.Globalization;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>Keeps requests from delaying the stop of the process.</summary>
internal static class GracefulShutdown
{
    // The rest of the host's time limit is for the silo.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Refuses connections to the hub once the process stops, and aborts requests that do not end soon after.
    /// </summary>
    public static void UseGracefulShutdown(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var overdue = new CancellationTokenSource();
        // Callbacks run in reverse order: the last one does not wait for the hub.
        app.Lifetime.ApplicationStarted.Register(
            () => stopping.Register(() => overdue.CancelAfter(RequestTimeout)));
        app.Use(async (context, next) =>
        {
            if (stopping.IsCancellationRequested
                && context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null)
            {
                context.Response.Headers.RetryAfter =
                    HubShutdownService.MinRetrySeconds.ToString(CultureInfo.InvariantCulture);
                context.Response.Headers.Connection = "close";
                await ProblemResults.Create(503, "server_stopping").ExecuteAsync(context);
                return;
            }
            using var registration = overdue.Token.Register(context.Abort);
            await next(context);
        });
    }
}

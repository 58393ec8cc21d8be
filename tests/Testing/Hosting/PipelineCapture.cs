using System.Reflection;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.Testing.Hosting;

/// <summary>Disposes the rate limiters of a server's middleware when the server has stopped.</summary>
/// <remarks>
/// The middleware does not dispose them, and their timers keep the whole server in memory. A test run starts hundreds,
/// and each start of a silo forces full garbage collections.
/// </remarks>
internal sealed class PipelineCapture : IStartupFilter
{
    private RequestDelegate? _first;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(first => _first = first);
        next(application);
    };

    /// <summary>Disposes the rate limiters of every middleware.</summary>
    public void DisposeRateLimiters() => DisposeRateLimiters(_first?.Target, []);

    private static void DisposeRateLimiters(object? step, HashSet<object> visited)
    {
        if (step is null || !visited.Add(step)) return;
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var value in step.GetType().GetFields(all).Select(field => field.GetValue(step)))
        {
            if (value is PartitionedRateLimiter<HttpContext> limiter) limiter.Dispose();
            else if (value is RequestDelegate next) DisposeRateLimiters(next.Target, visited);
        }
    }
}

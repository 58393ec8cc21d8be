using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>Limits the workbooks that are written at once, in all and by one caller; some others wait.</summary>
internal sealed class ExportLimiter : IDisposable
{
    private const int MaxAtOnce = 2, MaxWaiting = 16;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetConcurrencyLimiter(
            caller, _ => new() { PermitLimit = 1, QueueLimit = MaxWaiting / 2 })),
        PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetConcurrencyLimiter(
            "", _ => new() { PermitLimit = MaxAtOnce, QueueLimit = MaxWaiting })));

    /// <summary>Waits for the turn of a request; the lease is not acquired if too many wait.</summary>
    public ValueTask<RateLimitLease> Acquire(HttpContext context) =>
        _limiter.AcquireAsync(CurrentUser.FromContext(context).LimitKey, 1, context.RequestAborted);

    /// <summary>Creates the problem of a request for which there is no place.</summary>
    public static IResult CreateProblem(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return ProblemResults.Create(503, "exports_busy");
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}

using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Security.Authentication;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Logs refused requests and rejected rows with the caller (OWASP ASVS 5.0, V16.3).</summary>
/// <remarks>The audit log does not record them, because anonymous callers could fill it.</remarks>
internal sealed partial class RefusalLog(ILogger<RefusalLog> log) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _throttle = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Logs a refused request.</summary>
    public void Write(HttpContext context, int status)
    {
        var (request, user) = (context.Request, CurrentUser.FromContext(context));
        // The path stays percent-encoded, so that it cannot contain a line break.
        LogRefused(status, request.Method, request.Path, user.Name, user.Role, user.RemoteAddress);
    }

    /// <summary>Logs a refused request at most once per minute for each caller and status.</summary>
    public void WriteThrottled(HttpContext context, int status)
    {
        var caller = context.User.Identity?.Name ?? RateLimits.GetAddressPartition(context);
        using var lease = _throttle.AttemptAcquire($"{status} {caller}");
        if (lease.IsAcquired) Write(context, status);
    }

    /// <summary>Logs the number and error codes of rejected rows, never their contents.</summary>
    public void WriteRejectedRows(HttpContext context, int rows, IEnumerable<string> codes)
    {
        var (request, user) = (context.Request, CurrentUser.FromContext(context));
        var distinctCodes = string.Join(' ', codes.Distinct().Order(StringComparer.Ordinal));
        LogRows(rows, request.Method, request.Path, distinctCodes, user.Name, user.Role, user.RemoteAddress);
    }

    /// <summary>Stops the timer of the limiter.</summary>
    public void Dispose() => _throttle.Dispose();

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Refused with {Status}: {Method} {Path}, by {Who} ({Role}) from {From}")]
    private partial void LogRefused(int status, string method, string path, string who, string role, string from);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused {Rows} rows of {Method} {Path} ({Codes}), by {Who} ({Role}) from {From}")]
    private partial void LogRows(
        int rows, string method, string path, string codes, string who, string role, string from);
}

/// <summary>Adds the middleware that logs refused requests.</summary>
internal static class RefusalLogHosting
{
    /// <summary>Logs status 403, status 401 for attempts with a credential, and status 429 (throttled).</summary>
    public static void UseRefusalLog(this WebApplication app)
    {
        var refusals = app.Services.GetRequiredService<RefusalLog>();
        app.Use(async (context, next) =>
        {
            await next(context);
            var status = context.Response.StatusCode;
            if (status == 403 || (status == 401 && HasCredential(context.Request))) refusals.Write(context, status);
            if (status == 429) refusals.WriteThrottled(context, status);
        });
    }

    private static bool HasCredential(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || ApiKeyHandler.GetCredential(request) is not null;
}

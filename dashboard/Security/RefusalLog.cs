using System.Threading.RateLimiting;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Notes in the log who was refused what (OWASP ASVS 5.0, V16.3): whatever is forbidden, what was tried with a wrong password
/// or key, asking too often, and rows that were not taken. Not in the audit trail, which strangers would fill.
/// </summary>
internal sealed partial class RefusalLog(ILogger<RefusalLog> log) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _throttle = PartitionedRateLimiter.Create<string, string>(what =>
        RateLimitPartition.GetFixedWindowLimiter(what, _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));

    public void Write(HttpContext context, int status)
    {
        var (request, who) = (context.Request, CurrentUser.FromContext(context));
        // A path reads as it was sent, percent signs and all, so that none begins a line of its own.
        LogRefused(status, request.Method, request.Path, who.Name, who.Role, who.RemoteAddress);
    }

    /// <summary>Notes it once a minute of each caller: a flood of questions is no flood of lines.</summary>
    public void WriteThrottled(HttpContext context, int status)
    {
        using var minute = _throttle.AttemptAcquire($"{status} {context.User.Identity?.Name ?? SecurityHosting.GetAddressPartition(context)}");
        if (minute.IsAcquired) Write(context, status);
    }

    /// <summary>Notes rows of a request that were not taken, and why; never what was in them.</summary>
    public void WriteRejectedRows(HttpContext context, int rows, IEnumerable<string> codes)
    {
        var who = CurrentUser.FromContext(context);
        LogRows(rows, context.Request.Method, context.Request.Path, string.Join(' ', codes.Distinct().Order(StringComparer.Ordinal)), who.Name, who.Role, who.RemoteAddress);
    }

    /// <summary>Stops the timer of the per-minute limits.</summary>
    public void Dispose() => _throttle.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused with {Status}: {Method} {Path}, by {Who} ({Role}) from {From}")]
    private partial void LogRefused(int status, string method, string path, string who, string role, string from);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Rows} rows of {Method} {Path} ({Codes}), by {Who} ({Role}) from {From}")]
    private partial void LogRows(int rows, string method, string path, string codes, string who, string role, string from);
}

internal static class RefusalLogHosting
{
    public static void UseRefusalLog(this WebApplication app)
    {
        var refusals = app.Services.GetRequiredService<RefusalLog>();
        app.Use(async (context, next) =>
        {
            await next(context);
            var (request, status) = (context.Request, context.Response.StatusCode);
            if (status == 403 || (status == 401 && (HttpMethods.IsPost(request.Method) || ApiKeyHandler.GetCredential(request) is not null))) refusals.Write(context, status);
            if (status == 429) refusals.WriteThrottled(context, status);
        });
    }
}

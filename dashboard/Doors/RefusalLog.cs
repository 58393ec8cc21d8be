using System.Threading.RateLimiting;

namespace IpMonitor.Dashboard.Doors;

/// <summary>
/// Notes in the log who was refused what (OWASP ASVS 5.0, V16.3): whatever is forbidden, what was tried with a wrong password
/// or key, and asking too often. Not in the audit trail, which strangers would fill.
/// </summary>
internal static partial class RefusalLog
{
    public static void UseRefusalLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RefusalLog).FullName!);
        // A flood of questions is no flood of lines.
        var once = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
            context.User.Identity?.Name ?? DoorsHosting.AddressOf(context), _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));
        app.Use(async (context, next) =>
        {
            await next(context);
            var (request, status) = (context.Request, context.Response.StatusCode);
            if (status == 403 || (status == 401 && (HttpMethods.IsPost(request.Method) || ApiKeyHandler.KeyIn(request) is not null)) || (status == 429 && IsFirst()))
            {
                var who = Visitor.Of(context);
                // A path reads as it was sent, percent signs and all, so that none begins a line of its own.
                LogRefused(log, status, request.Method, request.Path, who.Name, who.Role, who.From);
            }

            bool IsFirst()
            {
                using var lease = once.AttemptAcquire(context);
                return lease.IsAcquired;
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused with {Status}: {Method} {Path}, by {Who} ({Role}) from {From}")]
    private static partial void LogRefused(ILogger log, int status, string method, string path, string who, string role, string from);
}

/// <summary>Notes in the log, in one line a request, who sent rows that were not taken and why; never what was in them.</summary>
internal sealed partial class RefusedRows(ILogger<RefusedRows> log)
{
    public void Note(HttpContext context, int rows, IEnumerable<string> codes)
    {
        var who = Visitor.Of(context);
        LogRows(log, rows, context.Request.Method, context.Request.Path, string.Join(' ', codes.Distinct().Order(StringComparer.Ordinal)), who.Name, who.Role, who.From);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Rows} rows of {Method} {Path} ({Codes}), by {Who} ({Role}) from {From}")]
    private static partial void LogRows(ILogger log, int rows, string method, string path, string codes, string who, string role, string from);
}

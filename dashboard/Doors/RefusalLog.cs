namespace IpMonitor.Dashboard.Doors;

/// <summary>
/// Notes in the log who was refused what (OWASP ASVS 5.0, V16.3): whatever is forbidden, and what was tried with a wrong password
/// or key. Not in the audit trail, which strangers would fill.
/// </summary>
internal static partial class RefusalLog
{
    public static void UseRefusalLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RefusalLog).FullName!);
        app.Use(async (context, next) =>
        {
            await next(context);
            var (request, status) = (context.Request, context.Response.StatusCode);
            if (status == 403 || (status == 401 && (HttpMethods.IsPost(request.Method) || ApiKeyHandler.KeyIn(request) is not null)))
            {
                var who = Visitor.Of(context);
                // A path reads as it was sent, percent signs and all, so that none begins a line of its own.
                LogRefused(log, status, request.Method, request.Path, who.Name, who.Role, who.From);
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused with {Status}: {Method} {Path}, by {Who} ({Role}) from {From}")]
    private static partial void LogRefused(ILogger log, int status, string method, string path, string who, string role, string from);
}

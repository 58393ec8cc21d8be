using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Refuses what another site has a browser do here: changes, the opening of a live connection, and signing in unasked (OWASP
/// ASVS 5.0, V3.5 and V7.6). Who brings a key of its own is no browser that could be misled.
/// </summary>
internal static class SameOriginFilter
{
    public static void UseSameOriginFilter(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        var matters = changes || context.WebSockets.IsWebSocketRequest || request.Path.StartsWithSegments("/hubs") || request.Path == ExternalSignIn.StartPath;
        // Beside a key no cookie counts.
        return matters && ApiKeyHandler.GetCredential(request) is null && !IsSameOrigin(request)
            ? Problems.Create(403, "other_origin").ExecuteAsync(context)
            : next(context);
    });

    // What is no browser sends neither.
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
        && (request.Headers.Origin.ToString() is "" || (Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value));
}

using IpMonitor.Dashboard.Api;

namespace IpMonitor.Dashboard.Doors;

/// <summary>
/// Refuses what another site has a browser do here: changes, and the opening of a live connection (OWASP ASVS 5.0, V3.5). Who
/// brings a key of its own is no browser that could be misled.
/// </summary>
internal static class OwnOrigin
{
    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        return (changes || context.WebSockets.IsWebSocketRequest || request.Path.StartsWithSegments("/hubs")) && request.Headers.Authorization.Count == 0 && !IsOwn(request)
            ? Problems.Of(403, "other_origin", "这个请求来自别的网站，已拒绝：请在本系统的页面里操作。").ExecuteAsync(context)
            : next(context);
    });

    // What is no browser sends neither.
    private static bool IsOwn(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
        && (request.Headers.Origin.ToString() is "" || (Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value));
}

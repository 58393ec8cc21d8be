using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>
/// Refuses cross-origin requests that change state, open a live connection or start a sign-in (OWASP ASVS 5.0, V3.5 and
/// V7.6): those of an unsafe method, and those of an endpoint with <see cref="SameOriginMetadata"/>.
/// </summary>
/// <remarks>Requests with an API key are exempt: another site cannot make a browser add one.</remarks>
internal static class SameOriginFilter
{
    public static void UseSameOriginFilter(this WebApplication app) => app.Use((context, next) =>
        RequiresSameOrigin(context) && !IsSameOrigin(context.Request)
            ? ProblemResults.Create(403, "other_origin").ExecuteAsync(context)
            : next(context));

    // A cookie is ignored in a request with an API key.
    private static bool RequiresSameOrigin(HttpContext context)
    {
        var request = context.Request;
        if (ApiKeyHandler.GetCredential(request) is not null) return false;
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method);
        return !isSafe || context.WebSockets.IsWebSocketRequest
            || context.GetOperationMetadata<SameOriginMetadata>() is not null;
    }

    // Clients other than browsers send neither header.
    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return false;
        var origin = request.Headers.Origin.ToString();
        return origin is ""
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value);
    }
}

namespace IpMonitor.Dashboard.Spa;

/// <summary>Addresses of the pages, as the client's router has them; a test compares the two.</summary>
internal static class SpaRoutes
{
    /// <summary>Patterns of the addresses.</summary>
    public static readonly string[] Patterns =
    [
        "/",
        "/cities/{code}",
        "/campaigns",
        "/campaigns/{id}",
        "/screens",
        "/screens/{id}",
        "/review",
        "/corrections",
        "/data",
        "/reference",
        "/control",
        "/sign-in",
        "/account",
        "/accounts",
        "/audit",
    ];

    private static readonly PathString[] MachinePaths = ["/metrics", "/health", "/hubs", "/openapi", "/assets"];

    /// <summary>Returns true if a browser navigates to an unknown address, which a page then explains.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !Array.Exists(MachinePaths, path => request.Path.StartsWithSegments(path));
}

namespace IpMonitor.Dashboard.Security;

/// <summary>What a browser is told to refuse on our behalf (OWASP ASVS 5.0, V3.4).</summary>
internal static class SecurityHeaders
{
    // No script but our own files. Styles may stand in the page: charts and moving rows set them from script.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void AddSecurityHeaders(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

    // Set when an answer starts: an exception takes away what was set before, and what a proxy says of TLS is known only then.
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Apply(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        // Who uses the same browser next finds nothing of it, nor does a proxy keep it.
        if (context.Request.Path.StartsWithSegments("/api") && headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        if (context.Response.ContentType is { } type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains("charset", StringComparison.Ordinal))
            context.Response.ContentType = $"{type}; charset=utf-8";
    }
}

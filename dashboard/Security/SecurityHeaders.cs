namespace IpMonitor.Dashboard.Security;

/// <summary>Adds security headers to every response (OWASP ASVS 5.0, V3.4).</summary>
internal static class SecurityHeaders
{
    // Charts and moving rows set inline styles from script.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'none'; object-src 'none'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Removes the header <c>Server</c>.</summary>
    public static void AddSecurityHeaders(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

    /// <summary>Sets the headers when a response starts.</summary>
    /// <remarks>
    /// The exception handler clears headers that were set earlier, and the scheme that a proxy forwards is known only
    /// after its middleware has run.
    /// </remarks>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Apply(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>Permits scripts with a nonce, for a page of a library that needs one.</summary>
    /// <remarks>Callbacks at the start run last to first, so the policy of a page is set before that of all.</remarks>
    public static void AllowNonce(HttpContext context, object? nonce) =>
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy
            .Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal);

    private static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        // Prevents a shared browser or a proxy from keeping data of an account. Files of the client set their own.
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        if (context.Response.ContentType is { } type && type.StartsWith("text/", StringComparison.Ordinal)
            && !type.Contains("charset", StringComparison.Ordinal))
            context.Response.ContentType = $"{type}; charset=utf-8";
    }
}

namespace IpMonitor.Dashboard.Spa;

/// <summary>Serves everything under the path of the setting <c>PathBase</c>.</summary>
/// <remarks>A trusted proxy can tell the path by <c>X-Forwarded-Prefix</c> instead.</remarks>
internal static class PathBaseHosting
{
    /// <summary>Sets the path base of every request, and removes it from the path unless the proxy has.</summary>
    public static void UsePathBaseSetting(this WebApplication app)
    {
        if ((app.Configuration["PathBase"] ?? "").Trim('/') is not { Length: > 0 } setting) return;
        var pathBase = new PathString($"/{setting}");
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(pathBase, out var rest)) context.Request.Path = rest;
            context.Request.PathBase = pathBase;
            return next(context);
        });
        // Routing uses the changed path.
        app.UseRouting();
    }
}

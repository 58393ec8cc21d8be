using IpMonitor.Dashboard.Http;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Spa;

/// <summary>Serves the built client.</summary>
internal static class SpaHosting
{
    public static void AddSpa(this WebApplicationBuilder builder) =>
        builder.Services.AddOptionsSection<PagesOptions>("Pages").Validate(pages => pages.Map?.Validate() is { } error
            ? throw new OptionsValidationException("Pages:Map", typeof(PagesOptions), [error])
            : true);

    /// <summary>Serves the files of the client without authentication; they contain no data.</summary>
    public static void UseSpaFiles(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            // Names of assets contain a hash; the index, which names the current ones, is revalidated.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
        });
    }

    /// <summary>Serves the index for the pages' addresses; every other address is 404.</summary>
    public static void MapSpa(this WebApplication app)
    {
        var options = new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        };
        foreach (var pattern in SpaRoutes.Patterns)
            app.MapFallbackToFile(pattern, "index.html", options).AllowAnonymous();
        app.MapFallback("{**path}", RefuseUnknown).AllowAnonymous();
    }

    // A person gets the page, which offers the way back, with the same status.
    private static IResult RefuseUnknown(HttpRequest request, IWebHostEnvironment environment)
    {
        var index = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!index.Exists || !SpaRoutes.IsNavigation(request)) return ProblemResults.NotFound();
        request.HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return Results.File(index.PhysicalPath!, "text/html");
    }
}

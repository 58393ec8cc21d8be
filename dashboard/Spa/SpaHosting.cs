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
        app.Use(RejectMissingFile);
    }

    /// <summary>Serves the index for all other paths, which are routes of the client.</summary>
    public static void MapSpa(this WebApplication app) => app.MapFallbackToFile("index.html", new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
    }).AllowAnonymous();

    // The index in place of an asset, or a challenge, would keep a page of another build from noticing that its files
    // are gone.
    private static Task RejectMissingFile(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null && !context.Request.Path.StartsWithSegments("/assets"))
            return next(context);
        context.Response.Headers.CacheControl = "no-store";
        return ProblemResults.NotFound().ExecuteAsync(context);
    }
}

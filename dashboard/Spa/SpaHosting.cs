using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Spa;

/// <summary>The built client, and what the office decided of it.</summary>
internal static class SpaHosting
{
    public static void AddSpa(this WebApplicationBuilder builder) => builder.Services
        .AddOptionsSection<PagesOptions>("Pages")
        .Validate(pages => pages.Map is not { } map || (map.Validate() is { } fault ? throw new OptionsValidationException("Pages:Map", typeof(PagesOptions), [fault]) : true));

    /// <summary>Files of the built client: they say nothing of anybody, and the page that asks one to sign in is made of them.</summary>
    public static void UseSpaFiles(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            // Built files carry a hash in their name; the index tells which are current and is asked for each time.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    /// <summary>Its index for every other address, since the client has its own routes.</summary>
    public static void MapSpa(this WebApplication app) => app.MapFallbackToFile("index.html", new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
    }).AllowAnonymous();
}

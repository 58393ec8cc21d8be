using IpMonitor.Dashboard.Http;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Spa;

/// <summary>Serves the built client.</summary>
internal static class SpaHosting
{
    private static readonly string[] PageMethods = ["GET", "HEAD"];

    public static void AddSpa(this WebApplicationBuilder builder) =>
        builder.Services.AddOptionsSection<PagesOptions>("Pages").Validate(pages => pages.Map?.Validate() is { } error
            ? throw new OptionsValidationException("Pages:Map", typeof(PagesOptions), [error])
            : true);

    /// <summary>
    /// Serves the files of the client without authentication, as they contain no data, and refuses unknown addresses.
    /// </summary>
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
        // Neither a file nor an address of an interface or a page.
        app.Use((context, next) =>
            context.GetEndpoint() is null ? RefuseUnknown(context).ExecuteAsync(context) : next(context));
    }

    /// <summary>Serves the index for the addresses of the pages.</summary>
    public static void MapSpa(this WebApplication app)
    {
        foreach (var pattern in SpaRoutes.Patterns)
            app.MapMethods(pattern, PageMethods, ServePage).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult ServePage(HttpResponse response, IWebHostEnvironment environment) =>
        CreatePage(response, environment) ?? ProblemResults.NotFound();

    // A person gets the page, which offers the way back, with the same status.
    private static IResult RefuseUnknown(HttpContext context)
    {
        var environment = context.RequestServices.GetRequiredService<IWebHostEnvironment>();
        if (!SpaRoutes.IsNavigation(context.Request) || CreatePage(context.Response, environment) is not { } page)
            return ProblemResults.NotFound();
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return page;
    }

    private static IResult? CreatePage(HttpResponse response, IWebHostEnvironment environment)
    {
        var index = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!index.Exists) return null;
        response.Headers.CacheControl = "no-cache";
        return Results.File(index.PhysicalPath!, "text/html; charset=utf-8");
    }
}

using System.Text.Encodings.Web;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Spa;

/// <summary>Serves the built client.</summary>
internal static class SpaHosting
{
    private const string IndexPath = "/index.html";
    private static readonly string[] PageMethods = ["GET", "HEAD"];

    public static void AddSpa(this WebApplicationBuilder builder) =>
        builder.Services.AddOptionsSection<PagesOptions>("Pages").Validate(pages => pages.Map?.Validate() is { } error
            ? throw new OptionsValidationException("Pages:Map", typeof(PagesOptions), [error])
            : true);

    /// <summary>Serves the files of the client without authentication; they contain no data.</summary>
    public static void UseSpaFiles(this WebApplication app)
    {
        app.UseStaticFiles(new StaticFileOptions
        {
            // Names of assets contain a hash; the index, which names the current ones, is revalidated.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
        });
    }

    /// <summary>Answers 404 to addresses of neither a file, an interface nor a page.</summary>
    /// <remarks>
    /// The index in place of an asset, or a challenge, would keep a page of another build from noticing that its files
    /// are gone.
    /// </remarks>
    public static void UseUnknownAddresses(this WebApplication app) =>
        app.Use((context, next) => context.GetEndpoint() is null ? RefuseUnknown(context) : next(context));

    /// <summary>Serves the index for the addresses of the pages.</summary>
    public static void MapSpa(this WebApplication app)
    {
        foreach (var pattern in SpaRoutes.Patterns.Append(IndexPath))
            app.MapMethods(pattern, PageMethods, (Delegate)ServePage).AllowAnonymous().Reads().ExcludeFromDescription();
    }

    private static async Task<IResult> ServePage(HttpContext context) =>
        await CreatePage(context, StatusCodes.Status200OK) ?? ProblemResults.NotFound();

    // A person gets the page, which offers the way back, with the same status.
    private static async Task RefuseUnknown(HttpContext context)
    {
        var page = SpaRoutes.IsNavigation(context.Request)
            ? await CreatePage(context, StatusCodes.Status404NotFound)
            : null;
        await (page ?? ProblemResults.NotFound()).ExecuteAsync(context);
    }

    // The addresses in the built index are relative ("./assets/…"); those of a route of the client are not.
    private static async Task<IResult?> CreatePage(HttpContext context, int status)
    {
        var files = context.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider;
        if (files.GetFileInfo(IndexPath) is not { Exists: true } file) return null;
        using var reader = new StreamReader(file.CreateReadStream());
        var index = await reader.ReadToEndAsync(context.RequestAborted);
        var pathBase = HtmlEncoder.Default.Encode(context.Request.PathBase.ToUriComponent().TrimEnd('/'));
        context.Response.Headers.CacheControl = "no-cache";
        index = index.Replace("=\"./", $"=\"{pathBase}/", StringComparison.Ordinal)
            .Replace("path-base\" content=\"", $"path-base\" content=\"{pathBase}", StringComparison.Ordinal);
        return Results.Text(index, "text/html; charset=utf-8", statusCode: status);
    }
}

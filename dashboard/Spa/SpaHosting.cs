using System.Text.Encodings.Web;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Spa;

/// <summary>Serves the built client.</summary>
internal static class SpaHosting
{
    private const string IndexPath = "/index.html";

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

    /// <summary>Serves the index for all other paths, which are routes of the client.</summary>
    public static void MapSpa(this WebApplication app)
    {
        app.MapGet(IndexPath, WriteIndex).AllowAnonymous().ExcludeFromDescription();
        app.MapFallback("{*path:nonfile}", WriteIndex).AllowAnonymous();
    }

    // The addresses in the built index are relative ("./assets/…"); those of a route of the client are not.
    private static async Task<IResult> WriteIndex(HttpContext context, IWebHostEnvironment environment)
    {
        if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || environment.WebRootFileProvider.GetFileInfo(IndexPath) is not { Exists: true } file)
            return TypedResults.NotFound();
        using var reader = new StreamReader(file.CreateReadStream());
        var index = await reader.ReadToEndAsync(context.RequestAborted);
        var pathBase = HtmlEncoder.Default.Encode(context.Request.PathBase.ToUriComponent().TrimEnd('/'));
        context.Response.Headers.CacheControl = "no-cache";
        index = index.Replace("=\"./", $"=\"{pathBase}/", StringComparison.Ordinal)
            .Replace("path-base\" content=\"", $"path-base\" content=\"{pathBase}", StringComparison.Ordinal);
        return TypedResults.Text(index, "text/html; charset=utf-8");
    }
}

using System.Reflection;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the description of this server and the reviewed map.</summary>
internal static class AboutRoutes
{
    /// <summary>Version of the program.</summary>
    public static readonly string Version = typeof(AboutRoutes).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapAbout(this WebApplication app)
    {
        app.MapGet("/api/v1/about", GetAbout)
            .RequireAuthorization(Policies.MayReadLists)
            .Reads()
            .WithTags("about")
            .WithSummary("本系统 Get information about this server");
        app.MapGet("/api/v1/map", GetMap)
            .RequireAuthorization(Policies.MayReadLists)
            .Reads()
            .WithTags("about")
            .WithSummary("经审查的地图 Get the reviewed map (GeoJSON), if one is configured")
            .Produces(200, contentType: "application/geo+json");
    }

    private static async Task<AboutResponse> GetAbout(
        StartupSettings settings,
        ReferenceDataStore referenceData,
        TimeProvider time,
        IJournal journal,
        IOptions<PagesOptions> options)
    {
        var pages = options.Value;
        var changes = await journal.GetChanges(new(long.MaxValue, WithBuckets: false));
        return new(
            "IpMonitor",
            Version,
            settings.IsDemo,
            time.GetChinaToday(),
            time.GetChinaNow(),
            referenceData.Current.Places.Province,
            changes.Position == 0,
            pages.Palette,
            [.. pages.Groups.Select(group => new CityGroupRow(group.Name, group.NameEn, [.. group.Cities]))],
            pages.Map?.Approval);
    }

    private static IResult GetMap(HttpContext context, IOptions<PagesOptions> pages)
    {
        // The map is large and public, so browsers may keep it and revalidate it.
        context.Response.Headers.CacheControl = "no-cache";
        return pages.Value.Map is { } map
            ? Results.File(Path.GetFullPath(map.File), "application/geo+json")
            : ProblemResults.NotFound();
    }

    /// <summary>Description of this server.</summary>
    /// <param name="Name">Name of the product.</param>
    /// <param name="Version">Version of the program.</param>
    /// <param name="Demo">Whether the server shows demo data.</param>
    /// <param name="Today">Current date in China.</param>
    /// <param name="At">Current time in China.</param>
    /// <param name="Province">The province.</param>
    /// <param name="Empty">Whether no event was ever reported.</param>
    /// <param name="Palette">Colours of rising and falling values.</param>
    /// <param name="Groups">Groups of cities with a ranking of their own.</param>
    /// <param name="MapApproval">Approval number of the reviewed map; null without a map.</param>
    internal sealed record AboutResponse(
        string Name,
        string Version,
        bool Demo,
        DateOnly Today,
        DateTimeOffset At,
        NamedCity Province,
        bool Empty,
        Palette Palette,
        IReadOnlyList<CityGroupRow> Groups,
        string? MapApproval);

    /// <summary>Group of cities with a ranking of its own.</summary>
    internal sealed record CityGroupRow(string Name, string NameEn, IReadOnlyList<string> Cities);
}

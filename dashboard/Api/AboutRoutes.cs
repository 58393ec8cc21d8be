using System.Reflection;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Api;

/// <summary>What this server is: its version, its day, whether it shows demo data, and whether anything was ever reported.</summary>
internal static class AboutRoutes
{
    public static readonly string Version = typeof(AboutRoutes).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapAbout(this WebApplication app)
    {
        app.MapGet("/api/v1/about", async (Settings settings, ReferenceDataStore shelf, TimeProvider time, IJournal journal, IOptions<PagesOptions> pages) => new AboutResponse(
            "IpMonitor", Version, settings.IsDemo, time.GetChinaToday(), time.GetChinaNow(), shelf.Current.Places.Province,
            (await journal.GetChanges(new(long.MaxValue, WithBuckets: false))).Position == 0, pages.Value.Palette,
            [.. pages.Value.Groups.Select(group => new CityGroupRow(group.Name, group.NameEn, [.. group.Cities]))], pages.Value.Map?.Approval))
            .RequireAuthorization(Policies.MayReadLists).WithTags("about").WithSummary("本系统 What this server is");
        app.MapGet("/api/v1/map", (HttpContext context, IOptions<PagesOptions> pages) =>
            {
                // Large and nobody's secret: kept, and asked for each time whether it still is the same.
                context.Response.Headers.CacheControl = "no-cache";
                return pages.Value.Map is { } map ? Results.File(Path.GetFullPath(map.File), "application/geo+json") : Problems.NotFound();
            })
            .RequireAuthorization(Policies.MayReadLists).WithTags("about").WithSummary("经审查的地图 The reviewed map (GeoJSON), if one is configured")
            .Produces(200, contentType: "application/geo+json");
    }

    internal sealed record AboutResponse(
        string Name, string Version, bool Demo, DateOnly Today, DateTimeOffset At, NamedCity Province, bool Empty,
        Palette Palette, IReadOnlyList<CityGroupRow> Groups, string? MapApproval);

    /// <summary>Cities that may be ranked apart.</summary>
    internal sealed record CityGroupRow(string Name, string NameEn, IReadOnlyList<string> Cities);
}

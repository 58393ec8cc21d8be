namespace IpMonitor.Grains.Screens;

/// <summary>The status that a screen last reported.</summary>
/// <param name="SeenAt">The time of the report.</param>
/// <param name="Build">The client build.</param>
/// <param name="Scene">The scene shown; null before the first.</param>
/// <param name="AsOf">The time of the oldest figures shown; null if it shows none.</param>
/// <param name="IsLive">True if all data shown is live.</param>
/// <param name="Width">The width of the viewport, in pixels.</param>
/// <param name="Height">The height of the viewport, in pixels.</param>
/// <param name="WorksOffline">True if it can start without a server; null from an older client.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-status")]
public sealed record ScreenStatus(
    [property: Id(0)] DateTimeOffset SeenAt,
    [property: Id(1)] string Build,
    [property: Id(2)] string? Scene,
    [property: Id(3)] DateTimeOffset? AsOf,
    [property: Id(4)] bool IsLive,
    [property: Id(5)] int Width,
    [property: Id(6)] int Height,
    [property: Id(7)] bool? WorksOffline = null);

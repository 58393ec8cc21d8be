using System.Collections.Immutable;
using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Screens;

/// <summary>A notice laid over whatever a screen shows, until its time is over.</summary>
[GenerateSerializer, Immutable, Alias("ipm.screen-notice")]
public sealed record ScreenNotice(
    [property: Id(0)] string Title,
    [property: Id(1)] string? Text,
    [property: Id(2)] string? Url,
    [property: Id(3)] DateTimeOffset Until);

/// <summary>A screen as it is to look; it counts nothing, so its position is 0.</summary>
/// <param name="Version">Rises by one with every change.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>.</param>
/// <param name="SafeArea">What is left free along each edge, in per cent of the shorter side, 0 to 10.</param>
/// <param name="Shown">The scene that stands until it is released; the playlist runs when there is none.</param>
/// <param name="PausedAt">Since when the playlist holds still.</param>
/// <param name="IsRehearsal">Sample data under a watermark, in the place of what is reported.</param>
/// <param name="ReloadedAt">A page loaded before this loads itself anew.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-response")]
public sealed record ScreenResponse(
    long Position,
    [property: Id(0)] string Id,
    [property: Id(1)] long Version,
    [property: Id(2)] string Name,
    [property: Id(3)] string Group,
    [property: Id(4)] ImmutableArray<Scene> Scenes,
    [property: Id(5)] string Language,
    [property: Id(6)] int SafeArea,
    [property: Id(7)] string? Shown,
    [property: Id(8)] DateTimeOffset? PausedAt,
    [property: Id(9)] bool IsRehearsal,
    [property: Id(10)] ScreenNotice? Notice,
    [property: Id(11)] DateTimeOffset? ReloadedAt) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(ScreenResponse? other) => base.Equals(other)
        && (Id, Version, Name, Group, Language, SafeArea, Shown) == (other.Id, other.Version, other.Name, other.Group, other.Language, other.SafeArea, other.Shown)
        && (PausedAt, IsRehearsal, Notice, ReloadedAt) == (other.PausedAt, other.IsRehearsal, other.Notice, other.ReloadedAt)
        && Scenes.SequenceEqual(other.Scenes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Id, Version);
}

/// <summary>What a screen said of itself last.</summary>
/// <param name="SeenAt">When it said it.</param>
/// <param name="Build">The client it runs.</param>
/// <param name="Scene">The scene it shows; absent before it shows any.</param>
/// <param name="AsOf">Of when the oldest numbers are that it shows; absent when it shows none.</param>
/// <param name="IsLive">Whether all that it shows is live.</param>
/// <param name="Width">Of its picture, in pixels; <paramref name="Height"/> likewise.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-status")]
public sealed record ScreenStatus(
    [property: Id(0)] DateTimeOffset SeenAt,
    [property: Id(1)] string Build,
    [property: Id(2)] string? Scene,
    [property: Id(3)] DateTimeOffset? AsOf,
    [property: Id(4)] bool IsLive,
    [property: Id(5)] int Width,
    [property: Id(6)] int Height);

/// <summary>A screen in the control room: how it is to look, and what it said of itself; nothing when it was not heard since the start.</summary>
[GenerateSerializer, Immutable, Alias("ipm.controlled-screen")]
public sealed record ControlledScreen(
    [property: Id(0)] string Id,
    [property: Id(1)] ScreenResponse Screen,
    [property: Id(2)] ScreenStatus? Status);

/// <summary>All screens, by group and name.</summary>
[GenerateSerializer, Immutable, Alias("ipm.screen-control-response")]
public sealed record ScreenControlResponse(
    long Position,
    [property: Id(0)] ImmutableArray<ControlledScreen> Screens) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(ScreenControlResponse? other) => base.Equals(other) && Screens.SequenceEqual(other.Screens);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Screens.Length);
}

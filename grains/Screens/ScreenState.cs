using System.Collections.Immutable;
using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Screens;

/// <summary>A notice shown over the scene until its time is over.</summary>
[GenerateSerializer, Immutable, Alias("ipm.screen-notice")]
public sealed record ScreenNotice(
    [property: Id(0)] string Title,
    [property: Id(1)] string? Text,
    [property: Id(2)] string? Url,
    [property: Id(3)] DateTimeOffset Until);

/// <summary>Settings and commanded state of a screen. Its position is always 0.</summary>
/// <param name="Position">Always 0: the state does not depend on events.</param>
/// <param name="Id">The screen's id.</param>
/// <param name="Version">Increases by one with every change.</param>
/// <param name="Name">The screen's name.</param>
/// <param name="Group">The screen's group.</param>
/// <param name="Scenes">The playlist.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>.</param>
/// <param name="SafeArea">The margin along each edge, in percent of the shorter side, 0 to 10.</param>
/// <param name="Shown">The scene shown instead of the playlist; null while the playlist runs.</param>
/// <param name="PausedAt">The time since which the playlist is paused; null if it is not.</param>
/// <param name="IsRehearsal">True to show sample data under a watermark.</param>
/// <param name="Notice">The notice shown over the scene, if any.</param>
/// <param name="ReloadedAt">Pages loaded before this time reload.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-response")]
public sealed record ScreenState(
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
    public bool Equals(ScreenState? other) => base.Equals(other)
        && (Id, Version, Name, Group) == (other.Id, other.Version, other.Name, other.Group)
        && (Language, SafeArea, Shown) == (other.Language, other.SafeArea, other.Shown)
        && (PausedAt, IsRehearsal) == (other.PausedAt, other.IsRehearsal)
        && (Notice, ReloadedAt) == (other.Notice, other.ReloadedAt)
        && Scenes.SequenceEqual(other.Scenes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Id, Version);
}

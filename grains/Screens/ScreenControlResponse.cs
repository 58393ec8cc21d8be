using System.Collections.Immutable;
using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Screens;

/// <summary>
/// A screen in the control room, with its last status; null if none was received since the grain activated.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.controlled-screen")]
public sealed record ControlledScreen(
    [property: Id(0)] string Id,
    [property: Id(1)] ScreenState Screen,
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

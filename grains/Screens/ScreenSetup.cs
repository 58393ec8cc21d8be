using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace IpMonitor.Grains.Screens;

/// <summary>The settings of a screen that an organizer can change.</summary>
/// <param name="Version">The version that the change is based on.</param>
/// <param name="Name">The screen's name, 1 to 40 characters.</param>
/// <param name="Group">The screen's group, at most 40 characters.</param>
/// <param name="Scenes">The playlist, 1 to 50 scenes.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>.</param>
/// <param name="SafeArea">The margin along each edge, in percent of the shorter side, 0 to 10.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-setup")]
public sealed record ScreenSetup(
    [property: Id(0)] long Version,
    [property: Id(1), MaxLength(40)] string Name,
    [property: Id(2), MaxLength(40)] string Group,
    [property: Id(3), MaxLength(50)] ImmutableArray<Scene> Scenes,
    [property: Id(4), MaxLength(16)] string Language,
    [property: Id(5)] int SafeArea);

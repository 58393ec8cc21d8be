using System.Collections.Immutable;

namespace IpMonitor.Grains.Screens;

/// <summary>What the control room may tell a screen to do.</summary>
[GenerateSerializer, Alias("ipm.screen-command-kind")]
public enum ScreenCommandKind
{
    /// <summary>Show one scene until it is released.</summary>
    Show,
    /// <summary>Let the playlist run again.</summary>
    Play,
    /// <summary>Hold the playlist where it is.</summary>
    Pause,
    /// <summary>Load the page anew.</summary>
    Reload,
    /// <summary>Show sample data under a watermark.</summary>
    Rehearse,
    /// <summary>Show what is reported again.</summary>
    Perform,
    /// <summary>Lay a notice over everything.</summary>
    Notify,
    /// <summary>Take the notice away.</summary>
    Dismiss,
}

/// <summary>An order of the control room.</summary>
/// <param name="Scene">Of <see cref="ScreenCommandKind.Show"/>: the scene's id.</param>
/// <param name="Title">Of <see cref="ScreenCommandKind.Notify"/>, with <paramref name="Text"/> and <paramref name="Url"/>.</param>
/// <param name="Minutes">Of <see cref="ScreenCommandKind.Notify"/>: how long it stands, 1 to 1,440.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-command")]
public sealed record ScreenCommand(
    [property: Id(0)] ScreenCommandKind Kind,
    [property: Id(1)] string? Scene = null,
    [property: Id(2)] string? Title = null,
    [property: Id(3)] string? Text = null,
    [property: Id(4)] string? Url = null,
    [property: Id(5)] int? Minutes = null);

/// <summary>What an organizer sets of a screen.</summary>
/// <param name="Version">The version that was read before it was changed.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-setup")]
public sealed record ScreenSetup(
    [property: Id(0)] long Version,
    [property: Id(1)] string Name,
    [property: Id(2)] string Group,
    [property: Id(3)] ImmutableArray<Scene> Scenes,
    [property: Id(4)] string Language,
    [property: Id(5)] int SafeArea);

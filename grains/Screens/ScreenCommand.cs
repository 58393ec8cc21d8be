using System.ComponentModel.DataAnnotations;

namespace IpMonitor.Grains.Screens;

/// <summary>The kind of a command to a screen.</summary>
[GenerateSerializer, Alias("ipm.screen-command-kind")]
public enum ScreenCommandKind
{
    /// <summary>Shows one scene until the playlist is resumed.</summary>
    Show,
    /// <summary>Resumes the playlist.</summary>
    Play,
    /// <summary>Pauses the playlist.</summary>
    Pause,
    /// <summary>Reloads the page.</summary>
    Reload,
    /// <summary>Shows sample data under a watermark.</summary>
    Rehearse,
    /// <summary>Ends the rehearsal and shows reported data.</summary>
    Perform,
    /// <summary>Shows a notice over the scene.</summary>
    Notify,
    /// <summary>Removes the notice.</summary>
    Dismiss,
}

/// <summary>A command of the control room to a screen.</summary>
/// <param name="Kind">The kind of command.</param>
/// <param name="Scene">For <see cref="ScreenCommandKind.Show"/>: the scene's id.</param>
/// <param name="Title">For <see cref="ScreenCommandKind.Notify"/>: the title.</param>
/// <param name="Text">For <see cref="ScreenCommandKind.Notify"/>: the text.</param>
/// <param name="Url">For <see cref="ScreenCommandKind.Notify"/>: the target of the QR code.</param>
/// <param name="Minutes">For <see cref="ScreenCommandKind.Notify"/>: the duration, 1 to 1,440.</param>
[GenerateSerializer, Immutable, Alias("ipm.screen-command")]
public sealed record ScreenCommand(
    [property: Id(0)] ScreenCommandKind Kind,
    [property: Id(1), MaxLength(40)] string? Scene = null,
    [property: Id(2), MaxLength(40)] string? Title = null,
    [property: Id(3), MaxLength(300)] string? Text = null,
    [property: Id(4), MaxLength(500)] string? Url = null,
    [property: Id(5)] int? Minutes = null);

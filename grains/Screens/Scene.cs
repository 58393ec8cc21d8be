using System.ComponentModel.DataAnnotations;

namespace IpMonitor.Grains.Screens;

/// <summary>The kind of a scene.</summary>
[GenerateSerializer, Alias("ipm.scene-kind")]
public enum SceneKind
{
    /// <summary>The cities' ranking by a metric.</summary>
    Ranking,
    /// <summary>A campaign's counters.</summary>
    Campaign,
    /// <summary>The latest events of a campaign or the province.</summary>
    Feed,
    /// <summary>A single city, or all cities in turn.</summary>
    City,
    /// <summary>The days until a campaign opens, or since it opened.</summary>
    Countdown,
    /// <summary>A campaign's theme and slogan.</summary>
    Theme,
    /// <summary>A text with a QR code.</summary>
    Notice,
    /// <summary>A welcome to visitors with the province's totals.</summary>
    Visit,
}

/// <summary>A scene of a screen's playlist.</summary>
/// <param name="Id">The id, unique within the screen.</param>
/// <param name="Kind">The kind of scene.</param>
/// <param name="Seconds">The duration, 5 to 3,600.</param>
/// <param name="Metric">The metric of a ranking.</param>
/// <param name="Period">The period of a ranking or city; null for the current year.</param>
/// <param name="Campaign">The campaign of a feed, counters, countdown or theme.</param>
/// <param name="City">The city to show; null for each in turn.</param>
/// <param name="Title">The title of a notice or visit.</param>
/// <param name="Text">The text of a notice or visit.</param>
/// <param name="Url">The target of a notice's QR code.</param>
[GenerateSerializer, Immutable, Alias("ipm.scene")]
public sealed record Scene(
    [property: Id(0), MaxLength(40)] string Id,
    [property: Id(1)] SceneKind Kind,
    [property: Id(2)] int Seconds,
    [property: Id(3), MaxLength(64)] string? Metric = null,
    [property: Id(4), MaxLength(64)] string? Period = null,
    [property: Id(5), MaxLength(64)] string? Campaign = null,
    [property: Id(6), MaxLength(16)] string? City = null,
    [property: Id(7), MaxLength(40)] string? Title = null,
    [property: Id(8), MaxLength(300)] string? Text = null,
    [property: Id(9), MaxLength(500)] string? Url = null);

namespace IpMonitor.Grains.Screens;

/// <summary>What a scene shows.</summary>
[GenerateSerializer, Alias("ipm.scene-kind")]
public enum SceneKind
{
    /// <summary>The cities' ranking by a metric.</summary>
    Ranking,
    /// <summary>A campaign's counters.</summary>
    Campaign,
    /// <summary>What was reported last: of a campaign, or of the province.</summary>
    Feed,
    /// <summary>One city at a time: the one named, or each in turn.</summary>
    City,
    /// <summary>The days until a campaign opens, or that it has been running.</summary>
    Countdown,
    /// <summary>A campaign's theme and slogan.</summary>
    Theme,
    /// <summary>A text with a QR code.</summary>
    Notice,
    /// <summary>A welcome to visitors, over the province's totals.</summary>
    Visit,
}

/// <summary>One picture of a screen's playlist.</summary>
/// <param name="Id">Unique within its screen.</param>
/// <param name="Seconds">How long it stands, 5 to 3,600.</param>
/// <param name="Metric">Of a ranking.</param>
/// <param name="Period">Of a ranking or a city; the running year when there is none.</param>
/// <param name="Url">What the QR code of a notice leads to.</param>
[GenerateSerializer, Immutable, Alias("ipm.scene")]
public sealed record Scene(
    [property: Id(0)] string Id,
    [property: Id(1)] SceneKind Kind,
    [property: Id(2)] int Seconds,
    [property: Id(3)] string? Metric = null,
    [property: Id(4)] string? Period = null,
    [property: Id(5)] string? Campaign = null,
    [property: Id(6)] string? City = null,
    [property: Id(7)] string? Title = null,
    [property: Id(8)] string? Text = null,
    [property: Id(9)] string? Url = null);

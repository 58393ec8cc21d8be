using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The content of a picture: texts are formatted; colours and layout follow when it is drawn.</summary>
/// <param name="Frame">The texts around it.</param>
internal abstract record Chart(ChartFrame Frame)
{
    /// <summary>Size of notes and ticks in pixels.</summary>
    protected const float SmallSize = 13;

    /// <summary>Size of text in pixels.</summary>
    protected const float TextSize = 15;

    /// <summary>Returns the height at which it is drawn unless the caller chooses one.</summary>
    public abstract float GetHeight(ChartCanvas canvas, float width);

    /// <summary>Draws it into an area.</summary>
    public abstract void Draw(ChartCanvas canvas, SKRect area);
}

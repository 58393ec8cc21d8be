using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Size in pixels, colour, weight and alignment of a text.</summary>
internal sealed record TextStyle(
    float Size, SKColor Color, bool IsBold = false, SKTextAlign Align = SKTextAlign.Left);

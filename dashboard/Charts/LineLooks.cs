using ScottPlot;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The looks of the lines of a trend, by their order.</summary>
internal static class LineLooks
{
    private static readonly float[]?[] Dashes =
        [null, LineLook.Dashed, LineLook.ShortDashed, LineLook.Dotted];

    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond,
    ];

    /// <summary>Returns the look of a line; on paper without colours its stroke differs too.</summary>
    public static LineLook Get(ChartTheme theme, int index) => new(
        theme.Series[index % theme.Series.Length],
        2,
        theme.Name == ChartTheme.Print.Name ? Dashes[index % Dashes.Length] : null,
        Shapes[index % Shapes.Length],
        7);
}

using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A rectangle with linear axes, in which ScottPlot draws lines, bars and bands.</summary>
internal sealed class PlotArea
{
    // Markers at the edge are not cut off.
    private const float Margin = 8;

    private readonly SKRect _area;
    private readonly (double Min, double Max) _x, _y;
    private readonly List<(SKPoint[] Points, LineLook Look)> _dashed = [];

    /// <summary>Creates an area with the ranges of its axes.</summary>
    public PlotArea(SKRect area, (double Min, double Max) x, (double Min, double Max) y)
    {
        (_area, _x, _y) = (area, x, y);
        var (marginX, marginY) = (
            Margin * (x.Max - x.Min) / area.Width,
            Margin * (y.Max - y.Min) / area.Height);
        Plot.Axes.SetLimits(x.Min - marginX, x.Max + marginX, y.Min - marginY, y.Max + marginY);
    }

    /// <summary>The plot.</summary>
    public Plot Plot { get; } = new();

    /// <summary>Returns the horizontal position of a value in pixels.</summary>
    public float X(double value) => _area.Left + (float)((value - _x.Min) / (_x.Max - _x.Min) * _area.Width);

    /// <summary>Returns the vertical position of a value in pixels.</summary>
    public float Y(double value) => _area.Bottom - (float)((value - _y.Min) / (_y.Max - _y.Min) * _area.Height);

    /// <summary>Adds a line for each stretch of values without a gap.</summary>
    public void AddLine(IReadOnlyList<double?> values, LineLook look)
    {
        var run = new List<Coordinates>();
        for (var i = 0; i <= values.Count; i++)
        {
            if (i < values.Count && values[i] is { } value)
            {
                run.Add(new(i, value));
                continue;
            }
            if (run.Count == 0) continue;
            var line = Plot.Add.Scatter(run.ToArray());
            line.LineWidth = look.Dashes is null ? look.Width : 0;
            line.Color = ToColor(look.Color);
            line.MarkerStyle = look.Marker is { } shape
                ? new MarkerStyle(shape, look.MarkerSize, ToColor(look.Color)) { LineColor = ToColor(look.Color) }
                : MarkerStyle.None;
            if (look.Dashes is not null)
                _dashed.Add(([.. run.Select(point => new SKPoint(X(point.X), Y(point.Y)))], look));
            run = [];
        }
    }

    /// <summary>Adds a filled band between two series of values.</summary>
    public void AddBand(double[] x, double[] low, double[] high, SKColor color)
    {
        FillY band = Plot.Add.FillY(x, low, high);
        band.FillColor = ToColor(color);
        band.LineWidth = 0;
        band.MarkerStyle = MarkerStyle.None;
    }

    /// <summary>Adds bars from zero.</summary>
    /// <param name="bars">Position and value of each bar.</param>
    /// <param name="size">Width of a bar, in units of the position.</param>
    /// <param name="color">Colour.</param>
    /// <param name="isHorizontal">Whether the bars grow to the right.</param>
    public void AddBars(
        IEnumerable<(double Position, double Value)> bars, double size, SKColor color, bool isHorizontal = false) =>
        Plot.Add.Bars(bars.Select(bar => new Bar
        {
            Position = bar.Position,
            Value = bar.Value,
            Size = size,
            FillColor = ToColor(color),
            LineWidth = 0,
            Orientation = isHorizontal ? Orientation.Horizontal : Orientation.Vertical,
        }).ToArray());

    /// <summary>Adds a filled rectangle.</summary>
    public void AddRectangle(double left, double right, double bottom, double top, SKColor color)
    {
        var rectangle = Plot.Add.Rectangle(left, right, bottom, top);
        rectangle.LineWidth = 0;
        rectangle.FillColor = ToColor(color);
    }

    /// <summary>Adds a horizontal line over the whole width.</summary>
    public void AddHorizontal(double value, SKColor color)
    {
        var line = Plot.Add.HorizontalLine(value, 1, ToColor(color));
        line.EnableAutoscale = false;
    }

    /// <summary>Draws everything that was added.</summary>
    public void DrawTo(ChartCanvas canvas)
    {
        foreach (var (points, look) in _dashed) canvas.Polyline(points, look.Color, look.Width, look.Dashes);
        canvas.Draw(Plot, SKRect.Inflate(_area, Margin, Margin));
    }

    private static Color ToColor(SKColor color) => new(color.Red, color.Green, color.Blue, color.Alpha);
}

/// <summary>The look of a line: lines differ by stroke and marker, not only by colour.</summary>
/// <param name="Color">Colour.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Dashes">Lengths of dashes and gaps; null for a solid line.</param>
/// <param name="Marker">Shape of the marks at the values; null for none.</param>
/// <param name="MarkerSize">Size of the marks.</param>
internal sealed record LineLook(
    SKColor Color, float Width, float[]? Dashes = null, MarkerShape? Marker = null, float MarkerSize = 6)
{
    /// <summary>Long dashes.</summary>
    public static readonly float[] Dashed = [7, 5];

    /// <summary>Short dashes.</summary>
    public static readonly float[] ShortDashed = [4, 3];

    /// <summary>Dots.</summary>
    public static readonly float[] Dotted = [2, 4];
}

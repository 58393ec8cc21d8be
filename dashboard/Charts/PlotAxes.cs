using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The axes of steps and values around a plot: few grid lines, the unit above the axis of values.</summary>
internal sealed class PlotAxes
{
    private const float TickSize = 13, UnitHeight = 24, StepHeight = 24, StepGap = 12;

    private readonly AxisTicks _ticks;
    private readonly ColumnFormat _format;
    private readonly ImmutableArray<string> _steps;
    private readonly ImmutableArray<string> _below;
    private readonly SKRect _area;
    private readonly float _left;

    /// <summary>Creates the axes within an area.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="area">The area, labels included.</param>
    /// <param name="values">The values to draw.</param>
    /// <param name="fromZero">Whether the axis includes zero.</param>
    /// <param name="format">The format of the ticks.</param>
    /// <param name="steps">The labels of the steps.</param>
    /// <param name="below">A second label below each step; empty if none.</param>
    public PlotAxes(
        ChartCanvas canvas, SKRect area, IEnumerable<double> values, bool fromZero, ColumnFormat format,
        ImmutableArray<string> steps, ImmutableArray<string> below = default)
    {
        (_format, _steps, _below) = (format, steps, below.IsDefault ? [] : below);
        _ticks = AxisTicks.Create(values, fromZero);
        var style = new TextStyle(TickSize, default);
        _left = area.Left;
        var widest = _ticks.Values.Max(value => canvas.Measure(format.FormatTick((decimal)value), style));
        _area = new(
            area.Left + widest + 20, area.Top + UnitHeight, area.Right - 4,
            area.Bottom - StepHeight - (_below.IsEmpty ? 0 : StepHeight * 0.8f));
        Area = new(_area, (0, Math.Max(1, steps.Length - 1)), (_ticks.Min, _ticks.Max));
        foreach (var value in _ticks.Values) Area.AddHorizontal(value, canvas.Theme.Line);
    }

    /// <summary>The area of the data.</summary>
    public PlotArea Area { get; }

    /// <summary>Top, bottom and right edge of the data.</summary>
    public float Top => _area.Top;

    /// <inheritdoc cref="Top"/>
    public float Bottom => _area.Bottom;

    /// <inheritdoc cref="Top"/>
    public float Right => _area.Right;

    /// <summary>Draws the plot and its labels.</summary>
    public void DrawTo(ChartCanvas canvas)
    {
        var style = new TextStyle(TickSize, canvas.Theme.Ink2);
        Area.DrawTo(canvas);
        canvas.Text(_format.Unit, _left, _area.Top - 12, style);
        foreach (var value in _ticks.Values)
            canvas.TextAtMiddle(
                _format.FormatTick((decimal)value), _area.Left - 14, Area.Y(value),
                style with { Align = SKTextAlign.Right });
        if (_ticks is { Min: < 0, Max: > 0 })
            canvas.Line(_area.Left, Area.Y(0), _area.Right, Area.Y(0), canvas.Theme.Line2);
        var every = FindInterval(canvas, style);
        for (var i = 0; i < _steps.Length; i += every)
        {
            canvas.Text(
                _steps[i], Area.X(i), _area.Bottom + 8 + TickSize, style with { Align = SKTextAlign.Center });
            if (i < _below.Length)
                canvas.Text(
                    _below[i], Area.X(i), _area.Bottom + 8 + (TickSize * 2.4f),
                    style with { Align = SKTextAlign.Center, Color = canvas.Theme.Ink });
        }
    }

    // Labels that would overlap are left out at regular intervals.
    private int FindInterval(ChartCanvas canvas, TextStyle style)
    {
        var widest = _steps.Concat(_below).Max(step => canvas.Measure(step, style)) + StepGap;
        var distance = _steps.Length > 1 ? _area.Width / (_steps.Length - 1) : _area.Width;
        return Math.Max(1, (int)Math.Ceiling(widest / distance));
    }
}

using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A mark of a distribution.</summary>
internal sealed record DistributionMark(string Name, decimal Value);

/// <summary>Values as a histogram, with every value as a dot below it, the median and the P90.</summary>
/// <param name="Frame">The texts around it.</param>
/// <param name="Values">The values in ascending order.</param>
/// <param name="Marks">Median and P90, with their values.</param>
/// <param name="Format">The format of the ticks.</param>
/// <param name="CountName">The name of the axis of counts.</param>
internal sealed record DistributionChart(
    ChartFrame Frame,
    ImmutableArray<decimal> Values,
    ImmutableArray<DistributionMark> Marks,
    ColumnFormat Format,
    string CountName) : Chart(Frame)
{
    private const float TickSize = 13, HeadHeight = 56, AxisHeight = 26, StripHeight = 30, CountWidth = 36;
    private const int MaxDots = 2_000;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) => Math.Clamp(width * 0.4f, 260, 560);

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        var ticks = AxisTicks.Create(Values.Select(value => (double)value), fromZero: false);
        // Twice as many classes as ticks, whose limits are then round values.
        var classes = Math.Max(1, (ticks.Values.Count - 1) * 2);
        var size = (ticks.Max - ticks.Min) / classes;
        var counts = new int[classes];
        foreach (var value in Values)
            counts[Math.Clamp((int)(((double)value - ticks.Min) / size), 0, classes - 1)]++;
        var heights = AxisTicks.Create(counts.Select(count => (double)count), fromZero: true);
        var bars = new SKRect(
            area.Left + CountWidth, area.Top + HeadHeight, area.Right - 24,
            area.Bottom - AxisHeight - StripHeight);
        var plot = new PlotArea(bars, (ticks.Min, ticks.Max), (0, heights.Max));
        var whole = heights.Values.Where(value => value >= 0 && value == Math.Floor(value)).ToList();
        foreach (var value in whole) plot.AddHorizontal(value, theme.Line);
        plot.AddBars(
            counts.Index().Where(entry => entry.Item > 0)
                .Select(entry => (ticks.Min + ((entry.Index + 0.5) * size), (double)entry.Item)),
            size * 0.94, theme.Bar);
        plot.DrawTo(canvas);
        var style = new TextStyle(TickSize, theme.Ink2);
        foreach (var value in whole)
            canvas.TextAtMiddle(
                $"{value:0}", bars.Left - 14, plot.Y(value), style with { Align = SKTextAlign.Right });
        canvas.Text(CountName, area.Left, area.Top + 12, style);
        foreach (var (i, value) in ticks.Values.Index())
        {
            var isLast = i == ticks.Values.Count - 1;
            canvas.Text(
                Format.FormatTick((decimal)value) + (isLast ? $" {Format.Unit}" : ""),
                isLast ? area.Right : plot.X(value), area.Bottom - AxisHeight + 16,
                style with { Align = isLast ? SKTextAlign.Right : SKTextAlign.Center });
        }
        DrawDots(canvas, plot, bars.Bottom + (StripHeight / 2));
        DrawMarks(canvas, plot, area, bars);
    }

    private void DrawDots(ChartCanvas canvas, PlotArea plot, float middle)
    {
        foreach (var value in Values.Take(MaxDots))
            canvas.Dot(plot.X((double)value), middle, 4.5f, canvas.Theme.Accent);
    }

    private void DrawMarks(ChartCanvas canvas, PlotArea plot, SKRect area, SKRect bars)
    {
        var style = new TextStyle(TextSize, canvas.Theme.Ink, IsBold: true);
        foreach (var (i, mark) in Marks.Index())
        {
            var x = plot.X((double)mark.Value);
            var y = area.Top + 12 + (i * 22);
            canvas.Line(
                x, y + 6, x, bars.Bottom + StripHeight - 4, canvas.Theme.Ink, 1.8f, i == 0 ? null : [7, 5]);
            var text = mark.Name;
            var width = canvas.Measure(text, style);
            var isLeft = x + 8 + width > area.Right;
            canvas.Text(
                text, isLeft ? x - 8 : x + 8, y + 8,
                style with { Align = isLeft ? SKTextAlign.Right : SKTextAlign.Left });
        }
    }
}

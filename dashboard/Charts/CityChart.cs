using System.Collections.Immutable;
using ScottPlot;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>One metric of a city.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Figure">The figure with its unit; a word if it was not reported.</param>
/// <param name="Rank">Rank among the cities; empty if none.</param>
/// <param name="Growth">Change year on year, named; empty if none.</param>
/// <param name="Target">Target with its light as a shape and a word; empty if none.</param>
/// <param name="Light">The light, for the colour of its text: green, yellow or red; null if none.</param>
/// <param name="Values">Values at the steps.</param>
/// <param name="FromZero">Whether the values add up, and are drawn as bars.</param>
internal sealed record CityMetric(
    string Name,
    string Figure,
    string Rank,
    string Growth,
    string Target,
    string? Light,
    ImmutableArray<decimal?> Values,
    bool FromZero);

/// <summary>The profile of a city: a small picture for each of its metrics.</summary>
internal sealed record CityChart(
    ChartFrame Frame, ImmutableArray<string> Steps, ImmutableArray<CityMetric> Metrics) : Chart(Frame)
{
    private const float CellHeight = 196, MinCellWidth = 270, Gap = 28;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) =>
        (float)Math.Ceiling((double)Metrics.Length / CountColumns(width)) * CellHeight;

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var columns = CountColumns(area.Width);
        var rows = (int)Math.Ceiling((double)Metrics.Length / columns);
        var (width, height) = ((area.Width - (Gap * (columns - 1))) / columns, area.Height / rows);
        foreach (var (i, metric) in Metrics.Index())
            DrawCell(canvas, metric, SKRect.Create(
                area.Left + (i % columns * (width + Gap)), area.Top + (i / columns * height), width, height - 18));
    }

    private int CountColumns(float width) =>
        Math.Clamp((int)((width + Gap) / (MinCellWidth + Gap)), 1, Math.Max(1, Math.Min(4, Metrics.Length)));

    private void DrawCell(ChartCanvas canvas, CityMetric metric, SKRect cell)
    {
        var theme = canvas.Theme;
        TextStyle name = new(TextSize, theme.Ink2), small = new(SmallSize, theme.Ink2);
        canvas.Line(cell.Left, cell.Top, cell.Right, cell.Top, theme.Line2);
        canvas.Text(canvas.Shorten(metric.Name, cell.Width, name), cell.Left, cell.Top + 22, name);
        var rank = new TextStyle(TextSize, theme.Accent, IsBold: true, SKTextAlign.Right);
        canvas.Text(metric.Rank, cell.Right, cell.Top + 52, rank);
        canvas.Text(
            metric.Figure, cell.Left, cell.Top + 54,
            canvas.Fit(
                metric.Figure, cell.Width - canvas.Measure(metric.Rank, rank) - 10,
                new(24, theme.Ink, IsBold: true)));
        canvas.Text(canvas.Shorten(metric.Growth, cell.Width, small), cell.Left, cell.Top + 75, small);
        canvas.Text(
            canvas.Shorten(metric.Target, cell.Width, small), cell.Left, cell.Top + 95,
            small with
            {
                Color = metric.Light switch
                {
                    "green" => theme.Green,
                    "yellow" => theme.Yellow,
                    "red" => theme.Red,
                    _ => theme.Ink2,
                },
            });
        var plot = new SKRect(cell.Left + 8, cell.Top + 106, cell.Right - 8, cell.Bottom - 20);
        if (plot.Height > 16 && metric.Values.Any(value => value is not null)) DrawValues(canvas, metric, plot);
    }

    private void DrawValues(ChartCanvas canvas, CityMetric metric, SKRect area)
    {
        var theme = canvas.Theme;
        var ticks = AxisTicks.Create(metric.Values.OfType<decimal>().Select(value => (double)value), metric.FromZero);
        var plot = new PlotArea(area, (-0.5, Steps.Length - 0.5), (ticks.Min, ticks.Max));
        if (metric.FromZero)
            plot.AddBars(
                metric.Values.Index().Where(entry => entry.Item is not null)
                    .Select(entry => ((double)entry.Index, (double)entry.Item!.Value)),
                0.66, theme.Bar);
        else
            plot.AddLine(
                [.. metric.Values.Select(value => (double?)value)],
                new(theme.Accent, 2, null, MarkerShape.FilledCircle, 5));
        plot.DrawTo(canvas);
        var baseline = plot.Y(Math.Clamp(0, ticks.Min, ticks.Max));
        canvas.Line(area.Left - 8, baseline, area.Right + 8, baseline, theme.Line2);
        var label = new TextStyle(11, theme.Ink3, Align: SKTextAlign.Center);
        foreach (var step in new[] { 0, Steps.Length - 1 }.Distinct())
            canvas.Text(Steps[step], plot.X(step), area.Bottom + 16, label);
    }
}

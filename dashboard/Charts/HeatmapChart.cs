using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A row of a heat map.</summary>
internal sealed record HeatmapRow(string Name, ImmutableArray<decimal?> Values);

/// <summary>
/// Regions by months: each cell has its number and the shade of its quartile among all cells, the best darkest.
/// </summary>
/// <param name="Frame">The texts around it.</param>
/// <param name="Steps">The labels of the columns.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Format">The format of the numbers.</param>
/// <param name="LowerIsBetter">Whether the smallest values are the best.</param>
/// <param name="Legend">Names of the shades, lowest first, and of a cell without a report.</param>
internal sealed record HeatmapChart(
    ChartFrame Frame,
    ImmutableArray<string> Steps,
    ImmutableArray<HeatmapRow> Rows,
    ColumnFormat Format,
    bool LowerIsBetter,
    ImmutableArray<string> Legend) : Chart(Frame)
{
    private static readonly double[] Quartiles = [0.25, 0.5, 0.75];

    private const float RowHeight = 28, HeadHeight = 26, LegendGap = 10, LegendRowHeight = 24, MinTextSize = 8;
    private const float SampleWidth = 28, LegendDistance = 18;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) =>
        HeadHeight + (Rows.Length * RowHeight) + GetLegendHeight(canvas, width);

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        var legendHeight = GetLegendHeight(canvas, area.Width);
        var rowHeight = (area.Height - HeadHeight - legendHeight) / Rows.Length;
        var size = Math.Clamp(rowHeight * 0.5f, 6, TextSize);
        var name = new TextStyle(size, theme.Ink);
        var nameWidth = Math.Min(
            Rows.Max(row => canvas.Measure(row.Name, name)), Math.Max(56, area.Width * 0.2f)) + 12;
        var grid = new SKRect(
            area.Left + nameWidth, area.Top + HeadHeight, area.Right, area.Bottom - legendHeight);
        var plot = new PlotArea(grid, (0, Steps.Length), (-Rows.Length, 0));
        var limits = FindQuartiles();
        foreach (var (r, row) in Rows.Index())
            foreach (var (c, value) in row.Values.Index())
                if (value is { } known)
                    plot.AddRectangle(c, c + 1, -r - 1, -r, theme.Shades[FindShade(known, limits)]);
        plot.DrawTo(canvas);
        var cellWidth = grid.Width / Steps.Length;
        var numbers = Fit(canvas, cellWidth - 6, size);
        for (var c = 0; c < Steps.Length; c++)
            canvas.TextAtMiddle(
                Steps[c], plot.X(c + 0.5), area.Top + (HeadHeight / 2),
                new(Math.Min(SmallSize, cellWidth * 0.4f), theme.Ink2, Align: SKTextAlign.Center));
        foreach (var (r, row) in Rows.Index())
        {
            var middle = plot.Y(-r - 0.5);
            canvas.TextAtMiddle(canvas.Shorten(row.Name, nameWidth - 10, name), area.Left, middle, name);
            foreach (var (c, value) in row.Values.Index())
                if (value is null)
                    DrawMissing(canvas, plot, r, c);
                else if (numbers is { } fitting)
                    canvas.TextAtMiddle(
                        Format.Format(value.Value), plot.X(c + 0.5), middle,
                        new(fitting, theme.Ink, Align: SKTextAlign.Center));
        }
        // White lines between cells also separate equal shades on paper.
        for (var c = 0; c <= Steps.Length; c++)
            canvas.Line(plot.X(c), grid.Top, plot.X(c), grid.Bottom, theme.Paper, 1.5f);
        for (var r = 0; r <= Rows.Length; r++)
            canvas.Line(grid.Left, plot.Y(-r), grid.Right, plot.Y(-r), theme.Paper, 1.5f);
        DrawLegend(canvas, area with { Top = grid.Bottom + LegendGap });
    }

    // The largest size at which every number fits into its cell; null if none is legible.
    private float? Fit(ChartCanvas canvas, float width, float size)
    {
        var widest = Rows.SelectMany(row => row.Values).OfType<decimal>().Select(Format.Format)
            .MaxBy(text => text.Length) ?? "";
        for (var fitting = Math.Min(size, SmallSize); fitting >= MinTextSize; fitting -= 0.5f)
            if (canvas.Measure(widest, new(fitting, default)) <= width) return fitting;
        return null;
    }

    private static void DrawMissing(ChartCanvas canvas, PlotArea plot, int row, int column)
    {
        var (left, right, top, bottom) = (plot.X(column), plot.X(column + 1), plot.Y(-row), plot.Y(-row - 1));
        canvas.Line(
            left + ((right - left) * 0.42f), (top + bottom) / 2, left + ((right - left) * 0.58f), (top + bottom) / 2,
            canvas.Theme.Ink3);
    }

    private decimal[] FindQuartiles()
    {
        var sorted = Rows.SelectMany(row => row.Values).OfType<decimal>().Order().ToList();
        return [.. Quartiles.Select(part => sorted[(int)Math.Ceiling(part * sorted.Count) - 1])];
    }

    private int FindShade(decimal value, decimal[] limits)
    {
        var quartile = limits.Count(limit => value > limit);
        return LowerIsBetter ? 3 - quartile : quartile;
    }

    private float GetLegendHeight(ChartCanvas canvas, float width) =>
        LegendGap + (LegendRowHeight * (1 + PlaceLegend(canvas, width).Max(place => place.Row)));

    // The best shade first; what does not fit stands in the next row.
    private List<(int Item, float X, int Row)> PlaceLegend(ChartCanvas canvas, float width)
    {
        var places = new List<(int, float, int)>();
        var (x, row) = (0f, 0);
        foreach (var item in new[] { 3, 2, 1, 0, 4 })
        {
            var size = SampleWidth + canvas.Measure(Legend[item], new(SmallSize, default));
            if (x > 0 && x + size > width) (x, row) = (0, row + 1);
            places.Add((item, x, row));
            x += size + LegendDistance;
        }
        return places;
    }

    private void DrawLegend(ChartCanvas canvas, SKRect area)
    {
        foreach (var (item, left, row) in PlaceLegend(canvas, area.Width))
        {
            var (x, middle) = (area.Left + left, area.Top + ((row + 0.5f) * LegendRowHeight));
            if (item < canvas.Theme.Shades.Length)
                canvas.Fill(SKRect.Create(x, middle - 7, 22, 14), canvas.Theme.Shades[item]);
            else
                canvas.Line(x + 4, middle, x + 18, middle, canvas.Theme.Ink3);
            canvas.TextAtMiddle(Legend[item], x + SampleWidth, middle, new(SmallSize, canvas.Theme.Ink2));
        }
    }
}

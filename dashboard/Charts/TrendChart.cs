using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A line of a trend.</summary>
/// <param name="Name">Name of the city.</param>
/// <param name="Values">Values at the steps; null where there is none.</param>
/// <param name="Last">The last value with its unit.</param>
internal sealed record TrendSeries(string Name, ImmutableArray<decimal?> Values, string Last);

/// <summary>A metric of some cities over the steps of a period, labelled at the ends of the lines.</summary>
internal sealed record TrendChart(
    ChartFrame Frame,
    ImmutableArray<string> Steps,
    ImmutableArray<TrendSeries> Series,
    ColumnFormat Format,
    bool FromZero) : Chart(Frame)
{
    private const float LabelHeight = 20, MaxLabelShare = 0.45f, MinLabelSize = 11;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) =>
        Math.Max(Math.Clamp(width * 0.42f, 240, 640), (Series.Length + 2) * LabelHeight);

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var longest = Series.Select(GetLabel).MaxBy(text => text.Length) ?? "";
        var label = canvas.Fit(
            longest, area.Width * MaxLabelShare, new(TextSize, canvas.Theme.Ink), MinLabelSize);
        var texts = Series.Select(series =>
        {
            var last = $"  {series.Last}";
            return canvas.Shorten(
                series.Name, (area.Width * MaxLabelShare) - canvas.Measure(last, label), label) + last;
        }).ToList();
        var axes = new PlotAxes(
            canvas,
            area with { Right = area.Right - 18 - texts.Max(text => canvas.Measure(text, label)) },
            Series.SelectMany(series => series.Values).OfType<decimal>().Select(value => (double)value),
            FromZero,
            Format,
            Steps);
        foreach (var (i, series) in Series.Index())
            axes.Area.AddLine([.. series.Values.Select(value => (double?)value)], LineLooks.Get(canvas.Theme, i));
        axes.DrawTo(canvas);
        DrawLabels(canvas, axes, texts, label);
    }

    private static string GetLabel(TrendSeries series) => $"{series.Name}  {series.Last}";

    // Labels stand in the order of the last values and avoid each other.
    private void DrawLabels(ChartCanvas canvas, PlotAxes axes, List<string> texts, TextStyle style)
    {
        var places = Series.Index()
            .Where(entry => entry.Item.Values.Any(value => value is not null))
            .Select(entry =>
            {
                var last = Enumerable.Range(0, entry.Item.Values.Length)
                    .Last(step => entry.Item.Values[step] is not null);
                return (entry.Index, Step: last, Y: axes.Area.Y((double)entry.Item.Values[last]!));
            })
            .OrderBy(place => place.Y)
            .ToList();
        var tops = SpreadLabels.Arrange([.. places.Select(place => place.Y)], LabelHeight, axes.Top, axes.Bottom);
        foreach (var (at, (index, step, y)) in places.Index())
        {
            var color = LineLooks.Get(canvas.Theme, index).Color;
            canvas.Line(
                axes.Area.X(step) + 6, y, axes.Right + 12, tops[at], color.WithAlpha(120), 1, [2, 3]);
            canvas.TextAtMiddle(
                texts[index], axes.Right + 16, tops[at],
                style with { Color = canvas.Theme.Name == ChartTheme.Print.Name ? canvas.Theme.Ink : color });
        }
    }
}

/// <summary>Moves labels apart.</summary>
internal static class SpreadLabels
{
    /// <summary>Returns positions in the given order that are at least a height apart, within a range if it has room.
    /// </summary>
    public static float[] Arrange(float[] wanted, float height, float top, float bottom)
    {
        var places = (float[])wanted.Clone();
        for (var i = 1; i < places.Length; i++) places[i] = Math.Max(places[i], places[i - 1] + height);
        if (places.Length > 0 && places[^1] > bottom)
        {
            places[^1] = bottom;
            for (var i = places.Length - 2; i >= 0; i--) places[i] = Math.Min(places[i], places[i + 1] - height);
        }
        if (places.Length > 0 && places[0] < top)
            for (var i = 0; i < places.Length; i++)
                places[i] = Math.Max(places[i], top + (i * Math.Min(height, (bottom - top) / places.Length)));
        return places;
    }
}

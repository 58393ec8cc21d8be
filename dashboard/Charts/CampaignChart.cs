using System.Collections.Immutable;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A total of a campaign.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Figure">The figure with its unit.</param>
internal sealed record CampaignCounter(string Name, string Figure);

/// <summary>The totals of a campaign as large numbers, and the cities by its first metric.</summary>
/// <param name="Frame">The texts around it.</param>
/// <param name="Counters">The totals.</param>
/// <param name="CitiesTitle">The title of the bars.</param>
/// <param name="Cities">The cities with the length of their bars and their figures, largest first.</param>
internal sealed record CampaignChart(
    ChartFrame Frame,
    ImmutableArray<CampaignCounter> Counters,
    string CitiesTitle,
    ImmutableArray<(string Name, double Value, string Figure)> Cities) : Chart(Frame)
{
    private const float CounterHeight = 92, MinCounterWidth = 200, Gap = 24, TitleHeight = 40, RowHeight = 28;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) =>
        (CountRows(width) * CounterHeight) + (Cities.IsEmpty ? 0 : TitleHeight + (Cities.Length * RowHeight));

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        var columns = CountColumns(area.Width);
        var width = (area.Width - (Gap * (columns - 1))) / columns;
        TextStyle number = new(32, theme.Accent, IsBold: true), name = new(TextSize, theme.Ink2);
        foreach (var (i, counter) in Counters.Index())
        {
            var (left, top) = (
                area.Left + (i % columns * (width + Gap)), area.Top + (i / columns * CounterHeight));
            canvas.Line(left, top, left + width, top, theme.Line2);
            canvas.Text(counter.Figure, left, top + 42, canvas.Fit(counter.Figure, width, number));
            canvas.Text(canvas.Shorten(counter.Name, width, name), left, top + 66, name);
        }
        var rest = new SKRect(
            area.Left, area.Top + (CountRows(area.Width) * CounterHeight), area.Right, area.Bottom);
        if (!Cities.IsEmpty && rest.Height > TitleHeight + RowHeight) DrawCities(canvas, rest);
    }

    private void DrawCities(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        canvas.Text(CitiesTitle, area.Left, area.Top + 24, new(18, theme.Ink, IsBold: true));
        var rowHeight = Math.Min(RowHeight * 1.4f, (area.Height - TitleHeight) / Cities.Length);
        var text = new TextStyle(Math.Clamp(rowHeight * 0.52f, 7, TextSize), theme.Ink);
        var nameWidth = Math.Min(Cities.Max(city => canvas.Measure(city.Name, text)), area.Width * 0.24f);
        var valueWidth = Cities.Max(city => canvas.Measure(city.Figure, text with { IsBold = true }));
        var bars = new SKRect(
            area.Left + nameWidth + 16, area.Top + TitleHeight, area.Right - valueWidth - 16,
            area.Top + TitleHeight + (rowHeight * Cities.Length));
        var plot = new PlotArea(
            bars, (Math.Min(0, Cities.Min(city => city.Value)), Math.Max(1e-9, Cities.Max(city => city.Value))),
            (-Cities.Length, 0));
        plot.AddBars(Cities.Select((city, i) => (-(i + 0.5), city.Value)), 0.56, theme.Bar, isHorizontal: true);
        plot.DrawTo(canvas);
        foreach (var (i, city) in Cities.Index())
        {
            var middle = bars.Top + ((i + 0.5f) * rowHeight);
            canvas.TextAtMiddle(canvas.Shorten(city.Name, nameWidth + 4, text), area.Left, middle, text);
            canvas.TextAtMiddle(
                city.Figure, area.Right, middle, text with { IsBold = true, Align = SKTextAlign.Right });
        }
    }

    private int CountColumns(float width) =>
        Math.Clamp((int)((width + Gap) / (MinCounterWidth + Gap)), 1, Math.Max(1, Math.Min(4, Counters.Length)));

    private int CountRows(float width) => (int)Math.Ceiling((double)Counters.Length / CountColumns(width));
}

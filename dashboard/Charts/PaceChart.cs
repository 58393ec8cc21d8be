using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using ScottPlot;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The expected end of a period with its interval, and its texts.</summary>
internal sealed record PaceForecast(decimal Value, decimal Low, decimal High);

/// <summary>
/// A running total against its schedule (序时进度): actual, due and last year's values, and the forecast with its range.
/// </summary>
/// <param name="Frame">The texts around it.</param>
/// <param name="Steps">The labels of the steps.</param>
/// <param name="Ranks">The rank at each step, below its label.</param>
/// <param name="Actual">Running totals.</param>
/// <param name="Due">Values due; empty without a target.</param>
/// <param name="LastYear">Running totals a year earlier.</param>
/// <param name="Forecast">The forecast; null if there is none.</param>
/// <param name="Last">The last value with its unit.</param>
/// <param name="Names">Names of the lines: actual, due, forecast, last year.</param>
/// <param name="Format">The format of the ticks.</param>
/// <param name="FromZero">Whether the axis includes zero.</param>
internal sealed record PaceChart(
    ChartFrame Frame,
    ImmutableArray<string> Steps,
    ImmutableArray<string> Ranks,
    ImmutableArray<decimal?> Actual,
    ImmutableArray<decimal?> Due,
    ImmutableArray<decimal?> LastYear,
    PaceForecast? Forecast,
    string Last,
    ImmutableArray<string> Names,
    ColumnFormat Format,
    bool FromZero) : Chart(Frame)
{
    private const float LegendHeight = 32, SampleWidth = 26;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) => Math.Clamp(width * 0.45f, 280, 680);

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        var last = Actual.Index().Where(entry => entry.Item is not null).Select(entry => entry.Index)
            .DefaultIfEmpty(-1).Last();
        var ahead = last >= 0 && last < Steps.Length - 1 ? Forecast : null;
        LineLook actual = new(theme.Accent, 3, null, MarkerShape.FilledCircle, 8),
            due = new(theme.Ink2, 1.8f, LineLook.Dashed),
            expected = new(theme.Accent, 2, LineLook.Dotted),
            lastYear = new(theme.Ink3, 1);
        (LineLook Look, bool IsShown)[] lines =
        [
            (actual, true), (due, Has(Due)), (expected, ahead is not null), (lastYear, Has(LastYear)),
        ];
        DrawLegend(canvas, area, lines);
        var axes = new PlotAxes(
            canvas,
            area with { Top = area.Top + LegendHeight, Right = area.Right - 12 },
            [
                .. new[] { Actual, Due, LastYear }.SelectMany(values => values).OfType<decimal>()
                    .Concat(ahead is null ? [] : new[] { ahead.Low, ahead.High, ahead.Value })
                    .Select(value => (double)value),
            ],
            FromZero,
            Format,
            Steps,
            Ranks.Any(rank => rank.Length > 0) ? Ranks : []);
        if (ahead is not null) AddForecast(axes.Area, ahead, last, theme, expected);
        axes.Area.AddLine(Convert(LastYear), lastYear);
        axes.Area.AddLine(Convert(Due), due);
        axes.Area.AddLine(Convert(Actual), actual);
        axes.DrawTo(canvas);
        if (last >= 0) DrawLast(canvas, axes, last);
    }

    private void DrawLast(ChartCanvas canvas, PlotAxes axes, int step)
    {
        var style = new TextStyle(TextSize, canvas.Theme.Ink, IsBold: true);
        var (x, y) = (axes.Area.X(step), axes.Area.Y((double)Actual[step]!.Value));
        var half = canvas.Measure(Last, style) / 2;
        x = Math.Clamp(x, axes.Area.X(0) + half, Math.Max(axes.Area.X(0) + half, axes.Right - half));
        // Beside every line in its range: below them if the schedule is above the actual value.
        var lines = Enumerable.Range(0, Steps.Length)
            .Where(i => Math.Abs(axes.Area.X(i) - x) < half + 8 + (axes.Area.X(1) - axes.Area.X(0)))
            .SelectMany(i => new[] { Actual[i], Due[i], LastYear[i] })
            .OfType<decimal>().Select(value => axes.Area.Y((double)value)).ToList();
        var (below, above) = (lines.Max() + 18, lines.Min() - 18);
        var middle = (Due[step] > Actual[step] || above < axes.Top) && below < axes.Bottom - 8 ? below : above;
        canvas.TextAtMiddle(Last, x, middle, style with { Align = SKTextAlign.Center });
    }

    // Straight lines from the current value to the forecast and its bounds.
    private void AddForecast(PlotArea area, PaceForecast forecast, int last, ChartTheme theme, LineLook look)
    {
        var now = (double)Actual[last]!.Value;
        var (low, high) = (
            (double)Math.Min(forecast.Low, forecast.High), (double)Math.Max(forecast.Low, forecast.High));
        double[] x = [last, Steps.Length - 1];
        area.AddBand(x, [now, low], [now, high], theme.Accent.WithAlpha(36));
        area.AddLine(
            [
                .. Enumerable.Range(0, Steps.Length).Select(step => step < last
                    ? (double?)null
                    : now + (((double)forecast.Value - now) * (step - last) / (Steps.Length - 1 - last))),
            ],
            look);
    }

    private void DrawLegend(ChartCanvas canvas, SKRect area, (LineLook Look, bool IsShown)[] lines)
    {
        var style = new TextStyle(SmallSize, canvas.Theme.Ink2);
        var (x, y) = (area.Left, area.Top + (LegendHeight / 2));
        foreach (var (name, (look, isShown)) in Names.Zip(lines))
        {
            if (!isShown) continue;
            canvas.Line(x, y, x + SampleWidth, y, look.Color, look.Width, look.Dashes);
            canvas.TextAtMiddle(name, x + SampleWidth + 6, y, style);
            x += SampleWidth + 6 + canvas.Measure(name, style) + 24;
        }
    }

    private static bool Has(ImmutableArray<decimal?> values) => values.Any(value => value is not null);

    private static double?[] Convert(ImmutableArray<decimal?> values) => [.. values.Select(value => (double?)value)];
}

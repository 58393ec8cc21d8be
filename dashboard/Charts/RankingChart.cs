using System.Collections.Immutable;
using IpMonitor.Dashboard.Spa;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>A row of a ranking, with formatted texts.</summary>
/// <param name="Rank">Rank.</param>
/// <param name="Change">Change of rank, with arrow and words; empty if there is no earlier ranking.</param>
/// <param name="Direction">1 for a rise, −1 for a fall, otherwise 0.</param>
/// <param name="Name">Name of the city.</param>
/// <param name="Value">Length of the bar, in the metric's unit.</param>
/// <param name="Text">The figure in the scale of the column.</param>
/// <param name="Suffix">余, which hangs outside the column.</param>
/// <param name="Growth">Change year on year, or of the column that orders.</param>
/// <param name="Target">Target of the period; null if none.</param>
internal sealed record RankingLine(
    string Rank,
    string Change,
    int Direction,
    string Name,
    double Value,
    string Text,
    string Suffix,
    string Growth,
    double? Target);

/// <summary>A ranking as bars, in the order of the page, with changes of rank and target marks.</summary>
internal sealed record RankingChart(
    ChartFrame Frame,
    ImmutableArray<string> Heads,
    ImmutableArray<RankingLine> Rows,
    string TargetName,
    string NotShown,
    Palette Palette) : Chart(Frame)
{
    private const float RowHeight = 30, MinRowHeight = 13, HeadHeight = 28, Gap = 16;

    /// <inheritdoc/>
    public override float GetHeight(ChartCanvas canvas, float width) => HeadHeight + (Rows.Length * RowHeight);

    /// <inheritdoc/>
    public override void Draw(ChartCanvas canvas, SKRect area)
    {
        var theme = canvas.Theme;
        var room = area.Height - HeadHeight;
        var rowHeight = Math.Min(RowHeight * 1.6f, Math.Max(MinRowHeight, room / Rows.Length));
        var count = Math.Min(Rows.Length, (int)(room / rowHeight + 0.01f));
        if (count < Rows.Length) count = Math.Max(1, count - 1);
        var rows = Rows.Take(count).ToList();
        var size = Math.Clamp(rowHeight * 0.52f, 8.5f, 20);
        TextStyle text = new(size, theme.Ink), muted = new(size, theme.Ink3), bold = new(size, theme.Ink, IsBold: true);
        var columns = LayOut(canvas, area, size);
        DrawHeads(canvas, area, columns);
        DrawBars(canvas, area.Top + HeadHeight, rowHeight, columns, rows);
        for (var i = 0; i < count; i++)
        {
            var row = rows[i];
            var top = area.Top + HeadHeight + (i * rowHeight);
            var middle = top + (rowHeight / 2);
            canvas.Line(area.Left, top, area.Right, top, theme.Line);
            canvas.TextAtMiddle(row.Rank, columns.Rank, middle, bold with { Align = SKTextAlign.Right });
            canvas.TextAtMiddle(row.Change, columns.Change, middle, row.Direction switch
            {
                > 0 => bold with { Color = theme.GetUp(Palette), Size = size * 0.9f },
                < 0 => bold with { Color = theme.GetDown(Palette), Size = size * 0.9f },
                _ => muted with { Size = size * 0.9f },
            });
            canvas.TextAtMiddle(canvas.Shorten(row.Name, columns.NameWidth, text), columns.Name, middle, text);
            canvas.TextAtMiddle(row.Text, columns.Value, middle, bold with { Align = SKTextAlign.Right });
            canvas.TextAtMiddle(row.Suffix, columns.Value + 1, middle, muted with { Size = size * 0.85f });
            canvas.TextAtMiddle(row.Growth, area.Right, middle, text with { Align = SKTextAlign.Right });
        }
        if (count < Rows.Length)
            canvas.TextAtMiddle(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, NotShown, Rows.Length - count),
                columns.Name, area.Top + HeadHeight + ((count + 0.5f) * rowHeight), muted);
    }

    private RankingColumns LayOut(ChartCanvas canvas, SKRect area, float size)
    {
        TextStyle text = new(size, default), bold = text with { IsBold = true }, head = new(SmallSize, default);
        var rank = Widest(canvas, Rows.Select(row => row.Rank), bold, Heads[0], head);
        var hasChange = Rows.Any(row => row.Change.Length > 0);
        var change = hasChange ? Widest(canvas, Rows.Select(row => row.Change), bold, Heads[1], head) + Gap : 0;
        var name = Math.Min(
            Widest(canvas, Rows.Select(row => row.Name), text, Heads[2], head), Math.Max(64, area.Width * 0.24f));
        var value = Widest(canvas, Rows.Select(row => row.Text), bold, Heads[3], head);
        var suffix = Rows.Max(row => canvas.Measure(row.Suffix, text));
        var growth = Widest(canvas, Rows.Select(row => row.Growth), text, Heads[4], head);
        var (changeLeft, nameLeft) = (area.Left + rank + Gap, area.Left + rank + Gap + change);
        var valueRight = area.Right - growth - Gap - suffix;
        return new(
            area.Left + rank, changeLeft, nameLeft, name, nameLeft + name + Gap,
            Math.Max(nameLeft + name + Gap + 24, valueRight - value - Gap), valueRight);
    }

    private static float Widest(
        ChartCanvas canvas, IEnumerable<string> texts, TextStyle style, string head, TextStyle headStyle) =>
        Math.Max(canvas.Measure(head, headStyle), texts.Max(text => canvas.Measure(text, style)));

    private void DrawHeads(ChartCanvas canvas, SKRect area, RankingColumns columns)
    {
        var head = new TextStyle(SmallSize, canvas.Theme.Ink3);
        var right = head with { Align = SKTextAlign.Right };
        var middle = area.Top + (HeadHeight / 2);
        canvas.TextAtMiddle(Heads[0], columns.Rank, middle, right);
        if (Rows.Any(row => row.Change.Length > 0)) canvas.TextAtMiddle(Heads[1], columns.Change, middle, head);
        canvas.TextAtMiddle(Heads[2], columns.Name, middle, head);
        canvas.TextAtMiddle(Heads[3], columns.Value, middle, right);
        canvas.TextAtMiddle(Heads[4], area.Right, middle, right);
        if (!Rows.Any(row => row.Target is not null)) return;
        canvas.Fill(
            SKRect.Create(columns.BarLeft, middle - 6, 2.5f, 12), canvas.Theme.Ink);
        canvas.TextAtMiddle(TargetName, columns.BarLeft + 8, middle, head);
    }

    private static void DrawBars(
        ChartCanvas canvas, float top, float rowHeight, RankingColumns columns, List<RankingLine> rows)
    {
        var ends = rows.SelectMany(row => new[] { row.Value, row.Target ?? 0 }).Append(0).ToList();
        var (min, max) = (ends.Min(), ends.Max());
        if (max <= min) max = min + 1;
        var area = new SKRect(columns.BarLeft, top, columns.BarRight, top + (rowHeight * rows.Count));
        var plot = new PlotArea(area, (min, max), (-rows.Count, 0));
        plot.AddBars(rows.Select((row, i) => (-(i + 0.5), row.Value)), 0.56, canvas.Theme.Bar, isHorizontal: true);
        plot.DrawTo(canvas);
        if (min < 0) canvas.Line(plot.X(0), area.Top, plot.X(0), area.Bottom, canvas.Theme.Line2);
        foreach (var (i, row) in rows.Index())
            if (row.Target is { } target)
                canvas.Fill(
                    SKRect.Create(
                        plot.X(target) - 1.25f, top + ((i + 0.12f) * rowHeight), 2.5f, rowHeight * 0.76f),
                    canvas.Theme.Ink);
    }

    /// <summary>Horizontal positions of the columns.</summary>
    private sealed record RankingColumns(
        float Rank, float Change, float Name, float NameWidth, float BarLeft, float BarRight, float Value);
}

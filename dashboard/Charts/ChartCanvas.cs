using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Draws texts, lines, areas and plots onto a picture, in its theme.</summary>
internal sealed class ChartCanvas(SKCanvas canvas, ChartTheme theme, ChartFonts fonts)
{
    private const string Ellipsis = "…";

    // Punctuation that begins no line in Chinese typography.
    private const string NoLineStart = "，。、；：！？）》」』”’%…·";

    /// <summary>The theme of the picture.</summary>
    public ChartTheme Theme => theme;

    /// <summary>Returns the width of a text in pixels.</summary>
    public float Measure(string text, TextStyle style)
    {
        using var font = fonts.Create(style.Size, style.IsBold);
        return font.MeasureText(text);
    }

    /// <summary>Draws a text at its baseline.</summary>
    public void Text(string text, float x, float baseline, TextStyle style)
    {
        if (text.Length == 0) return;
        using var font = fonts.Create(style.Size, style.IsBold);
        using var paint = new SKPaint { Color = style.Color, IsAntialias = true };
        canvas.DrawText(text, x, baseline, style.Align, font, paint);
    }

    /// <summary>Draws a text with its middle at a height.</summary>
    public void TextAtMiddle(string text, float x, float middle, TextStyle style) =>
        Text(text, x, middle + (0.36f * style.Size), style);

    /// <summary>Shortens a text to a width, with an ellipsis.</summary>
    public string Shorten(string text, float width, TextStyle style)
    {
        if (Measure(text, style) <= width) return text;
        var elements = new StringInfo(text);
        for (var length = elements.LengthInTextElements - 1; length > 0; length--)
        {
            var shorter = elements.SubstringByTextElements(0, length).TrimEnd() + Ellipsis;
            if (Measure(shorter, style) <= width) return shorter;
        }
        return Ellipsis;
    }

    /// <summary>Reduces the size of a style until a text fits a width: numbers are never shortened.</summary>
    public TextStyle Fit(string text, float width, TextStyle style, float minSize = 9)
    {
        while (style.Size > minSize && Measure(text, style) > width) style = style with { Size = style.Size - 0.5f };
        return style;
    }

    /// <summary>Breaks a text into lines of a width; the last line that is allowed ends with an ellipsis.</summary>
    public List<string> Wrap(string text, float width, TextStyle style, int maxLines)
    {
        var lines = new List<string>();
        var rest = text;
        while (rest.Length > 0 && lines.Count < maxLines - 1)
        {
            var length = FindLineLength(rest, width, style);
            lines.Add(rest[..length].TrimEnd());
            rest = rest[length..].TrimStart();
        }
        if (rest.Length > 0) lines.Add(Shorten(rest, width, style));
        return lines;
    }

    /// <summary>Draws a straight line.</summary>
    public void Line(float x1, float y1, float x2, float y2, SKColor color, float width = 1, float[]? dashes = null) =>
        Polyline([new(x1, y1), new(x2, y2)], color, width, dashes);

    /// <summary>Draws a line through points.</summary>
    public void Polyline(IReadOnlyList<SKPoint> points, SKColor color, float width, float[]? dashes)
    {
        using var effect = dashes is null ? null : SKPathEffect.CreateDash(dashes, 0);
        using var paint = new SKPaint
        {
            Color = color,
            StrokeWidth = width,
            Style = SKPaintStyle.Stroke,
            StrokeJoin = SKStrokeJoin.Round,
            IsAntialias = true,
            PathEffect = effect,
        };
        using var path = new SKPath();
        path.AddPoly([.. points], close: false);
        if (dashes is null)
        {
            canvas.DrawPath(path, paint);
            return;
        }
        // Dashes as areas: a vector picture has no path effects.
        using var area = paint.GetFillPath(path);
        using var fill = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(area, fill);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(SKRect area, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawRect(area, paint);
    }

    /// <summary>Draws a dot that lets others shine through.</summary>
    public void Dot(float x, float y, float radius, SKColor color)
    {
        using var paint = new SKPaint { Color = color.WithAlpha(150), IsAntialias = true };
        canvas.DrawCircle(x, y, radius, paint);
    }

    /// <summary>Draws a plot whose data area fills a rectangle; it has neither axes nor a frame of its own.</summary>
    public void Draw(Plot plot, SKRect area)
    {
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.HideGrid();
        plot.Layout.Frameless();
        canvas.Save();
        plot.Render(canvas, new PixelRect(area.Left, area.Right, area.Bottom, area.Top));
        canvas.Restore();
    }

    // Breaks between words of Latin text and between any two Chinese characters.
    private int FindLineLength(string text, float width, TextStyle style)
    {
        if (Measure(text, style) <= width) return text.Length;
        var best = 0;
        for (var i = 1; i < text.Length && Measure(text[..i], style) <= width; i++)
            if (CanBreak(text, i)) best = i;
        return best > 0 ? best : Math.Max(1, FindLongest(text, width, style));
    }

    private int FindLongest(string text, float width, TextStyle style)
    {
        var length = 1;
        while (length < text.Length && Measure(text[..(length + 1)], style) <= width) length++;
        return char.IsHighSurrogate(text[length - 1]) ? Math.Max(2, length - 1) : length;
    }

    private static bool CanBreak(string text, int index)
    {
        var (before, after) = (text[index - 1], text[index]);
        if (char.IsLowSurrogate(after) || NoLineStart.Contains(after, StringComparison.Ordinal)) return false;
        return before == ' ' || IsIdeographic(before) || IsIdeographic(after);
    }

    private static bool IsIdeographic(char c) => c is >= '\u2E80' and <= '\uFFEF';
}

using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Draws a chart with its frame as PNG or SVG. The same chart and settings give the same bytes.</summary>
internal sealed partial class ChartRenderer(ChartFonts fonts, long maxPixels)
{
    private const float TitleSize = 24, SubtitleSize = 15, NoteSize = 13, EmptySize = 18;
    private const float EmptyHeight = 220;
    private const int MaxTitleLines = 3, MaxSubtitleLines = 6, MaxNoteLines = 8;

    // Encoding is the larger part of the work: half the time of the default for four per cent more bytes.
    private static readonly SKPngEncoderOptions PngEncoding = new(SKPngEncoderFilterFlags.Up, 4);

    // The font of the picture is named by its two weights; a viewer has the family, or one of the others.
    private const string Families =
        "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

    /// <summary>Draws a chart.</summary>
    /// <exception cref="RequestRejectedException">The picture has too many pixels.</exception>
    public byte[] Render(Chart chart, ChartSettings settings)
    {
        var frame = Measure(chart, settings);
        return settings.Format == ChartFormat.Svg
            ? RenderSvg(chart, settings, frame)
            : RenderPng(chart, settings, frame);
    }

    private byte[] RenderPng(Chart chart, ChartSettings settings, Layout frame)
    {
        var scale = (float)settings.Scale;
        var (width, height) = (
            (int)Math.Ceiling(settings.Width * scale), (int)Math.Ceiling(frame.Height * scale));
        if ((long)width * height > maxPixels)
            throw new RequestRejectedException(400, "picture_too_large", maxPixels / 1_000_000);
        using var surface = SKSurface.Create(
                new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul))
            ?? throw new InvalidOperationException("The surface of a picture could not be created.");
        surface.Canvas.Clear(settings.Theme.Paper);
        surface.Canvas.Scale(scale);
        Draw(surface.Canvas, chart, settings, frame);
        using var pixels = surface.PeekPixels();
        using var data = pixels.Encode(PngEncoding)
            ?? throw new InvalidOperationException("A picture could not be encoded.");
        return data.ToArray();
    }

    private byte[] RenderSvg(Chart chart, ChartSettings settings, Layout frame)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(settings.Width, frame.Height), stream))
        {
            new ChartCanvas(canvas, settings.Theme, fonts).Fill(
                SKRect.Create(settings.Width, frame.Height), settings.Theme.Paper);
            Draw(canvas, chart, settings, frame);
        }
        var size = string.Create(CultureInfo.InvariantCulture, $"0 0 {settings.Width} {frame.Height}");
        var title = SecurityElement.Escape(RemoveControls($"{chart.Frame.Title} · {chart.Frame.Subtitle}"));
        var text = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)
            .Replace(
                "font-weight=\"500\" font-family=\"Noto Sans SC SemiBold\"",
                $"font-weight=\"600\" font-family=\"{Families}\"", StringComparison.Ordinal)
            .Replace("font-family=\"Noto Sans SC\"", $"font-family=\"{Families}\"", StringComparison.Ordinal);
        // Skia ends lists of positions with a separator, which browsers refuse.
        text = NumberElements(ListEnd().Replace(text, "$1\""));
        var root = text.IndexOf("<svg ", StringComparison.Ordinal);
        var content = text.IndexOf('>', root) + 1;
        return Encoding.UTF8.GetBytes(
            $"{text[..(root + 5)]}viewBox=\"{size}\" role=\"img\" {text[(root + 5)..content]}\n"
            + $"<title>{title}</title>{text[content..]}");
    }

    private void Draw(SKCanvas canvas, Chart chart, ChartSettings settings, Layout frame)
    {
        var target = new ChartCanvas(canvas, settings.Theme, fonts);
        var (theme, padding) = (settings.Theme, frame.Padding);
        var (title, subtitle, note) = (
            new TextStyle(TitleSize, theme.Ink, IsBold: true),
            new TextStyle(SubtitleSize, theme.Ink2),
            new TextStyle(NoteSize, theme.Ink2));
        var y = padding;
        foreach (var line in frame.Title)
        {
            target.Text(line, padding, y + TitleSize, title);
            y += TitleSize * 1.35f;
        }
        y += 4;
        if (chart.Frame.Badge is { } badge)
            target.Text(
                badge, settings.Width - padding, padding + TitleSize,
                new(NoteSize, theme.Ink3, Align: SKTextAlign.Right));
        foreach (var line in frame.Subtitle)
        {
            target.Text(line, padding, y + SubtitleSize, subtitle);
            y += SubtitleSize * 1.5f;
        }
        var body = new SKRect(padding, frame.BodyTop, settings.Width - padding, frame.BodyBottom);
        if (chart.Frame.Empty is { } empty)
            target.Text(
                target.Shorten(empty, body.Width, new(EmptySize, theme.Ink2)),
                body.MidX, body.MidY, new(EmptySize, theme.Ink2, Align: SKTextAlign.Center));
        else
            chart.Draw(target, body);
        y = frame.BodyBottom + 14;
        target.Line(padding, y, settings.Width - padding, y, theme.Line);
        y += 6;
        foreach (var line in frame.Notes)
        {
            target.Text(line, padding, y + NoteSize, note);
            y += NoteSize * 1.5f;
        }
    }

    private Layout Measure(Chart chart, ChartSettings settings)
    {
        using var bitmap = new SKBitmap(1, 1);
        using var canvas = new SKCanvas(bitmap);
        var target = new ChartCanvas(canvas, settings.Theme, fonts);
        var padding = settings.Width < 600 ? 20f : 32f;
        var width = settings.Width - (2 * padding);
        TextStyle title = new(TitleSize, default, IsBold: true), note = new(NoteSize, default);
        var badge = chart.Frame.Badge is { } text ? target.Measure(text, note) + 16 : 0;
        var titles = target.Wrap(chart.Frame.Title, width - badge, title, MaxTitleLines);
        var subtitles = target.Wrap(chart.Frame.Subtitle, width, new(SubtitleSize, default), MaxSubtitleLines);
        var notes = chart.Frame.Notes.SelectMany(line => target.Wrap(line, width, note, MaxNoteLines)).ToList();
        var top = padding + (titles.Count * TitleSize * 1.35f) + (subtitles.Count * SubtitleSize * 1.5f) + 18;
        var bottom = (notes.Count * NoteSize * 1.5f) + 22 + (padding * 0.75f);
        var natural = chart.Frame.Empty is null ? chart.GetHeight(target, width) : EmptyHeight;
        var height = settings.Height ?? (int)Math.Ceiling(top + natural + bottom);
        return new(height, padding, titles, subtitles, notes, top, Math.Max(top + 40, height - bottom));
    }

    // Skia numbers elements through the life of the process; here by their order in the picture.
    private static string NumberElements(string svg)
    {
        var numbers = new Dictionary<string, int>();
        foreach (Match element in ElementId().Matches(svg)) numbers.TryAdd(element.Groups["id"].Value, numbers.Count);
        return ElementUse().Replace(svg, use => numbers.TryGetValue(use.Groups["id"].Value, out var number)
            ? $"{use.Groups["before"].Value}e{number}{use.Groups["after"].Value}"
            : use.Value);
    }

    [GeneratedRegex("""\ id="(?<id>[^"]+)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ElementId();

    [GeneratedRegex(
        """(?<before>\ id="|url\(\#|href="\#)(?<id>[^")]+)(?<after>["\)])""", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ElementUse();

    [GeneratedRegex("""(\ [xy]="[-0-9.,\ eE+]*?),\ ?" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ListEnd();

    // XML has no control characters.
    private static string RemoveControls(string text) =>
        XmlCharacters.RemoveInvalid(string.Concat(text.Where(c => !char.IsControl(c))));

    private sealed record Layout(
        int Height, float Padding, List<string> Title, List<string> Subtitle, List<string> Notes, float BodyTop,
        float BodyBottom);
}

using IpMonitor.Dashboard.Spa;
using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The colours of a picture: the design tokens of the pages (<c>tokens.css</c>).</summary>
/// <remarks>Colours never carry meaning alone: lines differ by stroke and marker, changes have an arrow and a word.
/// </remarks>
internal sealed record ChartTheme
{
    /// <summary>The light theme.</summary>
    public static readonly ChartTheme Light = new()
    {
        Name = "light",
        Paper = Parse("#ffffff"),
        Paper2 = Parse("#f5f7f9"),
        Line = Parse("#dde2e8"),
        Line2 = Parse("#b9c2cc"),
        Ink = Parse("#14181d"),
        Ink2 = Parse("#4a5561"),
        Ink3 = Parse("#5c6773"),
        Accent = Parse("#0f5199"),
        Bar = Parse("#bcd3ea"),
        Green = Parse("#2f7d4f"),
        Yellow = Parse("#96680a"),
        Red = Parse("#b3324a"),
        Shades = Parse("#f0f5fa", "#dfeaf5", "#c6daee", "#b3cde8"),
        Series = Parse(
            "#0f5199", "#b4530a", "#2f7d4f", "#8a3d8f", "#5b6570", "#b3324a", "#00798c", "#7a6a00"),
    };

    /// <summary>The dark theme, as on big screens.</summary>
    public static readonly ChartTheme Dark = new()
    {
        Name = "dark",
        Paper = Parse("#0a0e13"),
        Paper2 = Parse("#111821"),
        Line = Parse("#26313d"),
        Line2 = Parse("#41505f"),
        Ink = Parse("#f4f6f8"),
        Ink2 = Parse("#b5c0cb"),
        Ink3 = Parse("#93a0ad"),
        Accent = Parse("#ffc933"),
        Bar = Parse("#7d6420"),
        Green = Parse("#5fc48a"),
        Yellow = Parse("#e6b84a"),
        Red = Parse("#f0788c"),
        Shades = Parse("#1d1f1c", "#2e2a1b", "#42381b", "#5a4a1c"),
        Series = Parse(
            "#6fb1f2", "#f0a35e", "#5fc48a", "#d08ed6", "#b5c0cb", "#f0788c", "#4cc3d1", "#d9c84a"),
    };

    /// <summary>The theme of paper: greys only, which a printer without colours reproduces.</summary>
    public static readonly ChartTheme Print = new()
    {
        Name = "print",
        Paper = Parse("#ffffff"),
        Paper2 = Parse("#f4f4f4"),
        Line = Parse("#cfcfcf"),
        Line2 = Parse("#9a9a9a"),
        Ink = Parse("#000000"),
        Ink2 = Parse("#2e2e2e"),
        Ink3 = Parse("#444444"),
        Accent = Parse("#000000"),
        Bar = Parse("#c4c4c4"),
        Green = Parse("#000000"),
        Yellow = Parse("#000000"),
        Red = Parse("#000000"),
        Shades = Parse("#f7f7f7", "#e4e4e4", "#cecece", "#b4b4b4"),
        Series = Parse(
            "#000000", "#6a6a6a", "#3c3c3c", "#8a8a8a", "#000000", "#6a6a6a", "#3c3c3c", "#8a8a8a"),
    };

    /// <summary>All themes.</summary>
    public static readonly ChartTheme[] All = [Light, Dark, Print];

    public required string Name { get; init; }
    public required SKColor Paper { get; init; }
    public required SKColor Paper2 { get; init; }
    public required SKColor Line { get; init; }
    public required SKColor Line2 { get; init; }
    public required SKColor Ink { get; init; }
    public required SKColor Ink2 { get; init; }
    public required SKColor Ink3 { get; init; }
    public required SKColor Accent { get; init; }
    public required SKColor Bar { get; init; }
    public required SKColor Green { get; init; }
    public required SKColor Yellow { get; init; }
    public required SKColor Red { get; init; }

    /// <summary>Shades of cells by quartile, the best last.</summary>
    public required SKColor[] Shades { get; init; }

    /// <summary>Colours of lines.</summary>
    public required SKColor[] Series { get; init; }

    /// <summary>Returns the colour of a rise.</summary>
    public SKColor GetUp(Palette palette) => palette switch
    {
        Palette.RedUp => Red,
        Palette.GreenUp => Green,
        _ => Accent,
    };

    /// <summary>Returns the colour of a fall.</summary>
    public SKColor GetDown(Palette palette) => palette switch
    {
        Palette.RedUp => Green,
        Palette.GreenUp => Red,
        _ => Ink2,
    };

    private static SKColor Parse(string color) => SKColor.Parse(color);

    private static SKColor[] Parse(params string[] colors) => [.. colors.Select(Parse)];
}

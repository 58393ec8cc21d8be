using SkiaSharp;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The two weights of the font that ships with the program, so that no font of the system is needed.</summary>
internal sealed class ChartFonts : IDisposable
{
    private readonly SKTypeface _regular = Load("NotoSansSC-Regular.ttf");
    private readonly SKTypeface _semiBold = Load("NotoSansSC-SemiBold.ttf");

    /// <summary>Creates the font of a size in pixels; the caller disposes it.</summary>
    public SKFont Create(float size, bool isBold) => new(isBold ? _semiBold : _regular, size)
    {
        Subpixel = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _regular.Dispose();
        _semiBold.Dispose();
    }

    private static SKTypeface Load(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "fonts", name);
        return SKTypeface.FromFile(path) ?? throw new FileNotFoundException("The font is missing.", path);
    }
}

using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The valid settings of a picture.</summary>
internal sealed record ChartSettings(
    ChartFormat Format, string Language, ChartTheme Theme, int Width, int? Height, double Scale)
{
    private const int DefaultWidth = 960;

    private static readonly (int Min, int Max) Widths = (320, 4096);
    private static readonly (int Min, int Max) Heights = (200, 8192);
    private static readonly (double Min, double Max) Scales = (0.5, 4);

    /// <summary>A text that differs for settings that give different pictures.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture, $"{Format} {Language} {Theme.Name} {Width}x{Height}@{Scale}");

    /// <summary>The media type of the picture.</summary>
    public string ContentType => Format == ChartFormat.Svg ? "image/svg+xml" : "image/png";

    /// <summary>Reads the parameters of a request.</summary>
    /// <returns>The settings, or the problem of the first invalid parameter.</returns>
    public static (ChartSettings? Settings, IResult? Problem) Parse(ChartParameters parameters)
    {
        ChartFormat? format = parameters.Format switch
        {
            "png" => ChartFormat.Png,
            "svg" => ChartFormat.Svg,
            _ => null,
        };
        if (format is null) return (null, ProblemResults.Create(404, "format_unknown", parameters.Format));
        var language = parameters.Lang switch
        {
            null => ResponseLanguage.Current,
            "zh-CN" or "zh" => ResponseLanguage.Chinese,
            "en" => ResponseLanguage.English,
            _ => null,
        };
        if (language is null) return (null, ProblemResults.Create(400, "lang_invalid", parameters.Lang!));
        var theme = Array.Find(ChartTheme.All, theme => theme.Name == (parameters.Theme ?? ChartTheme.Light.Name));
        if (theme is null) return (null, ProblemResults.Create(400, "theme_invalid", parameters.Theme!));
        var (width, height, scale) = (parameters.Width ?? DefaultWidth, parameters.Height, parameters.Scale ?? 1);
        var problem = Find(width, Widths, "width") ?? Find(height, Heights, "height") ?? FindScale(scale);
        return problem is not null
            ? (null, problem)
            : (new(format.Value, language, theme, width, height, scale), null);
    }

    private static IResult? Find(int? value, (int Min, int Max) range, string name) =>
        value < range.Min || value > range.Max
            ? ProblemResults.Create(400, "size_invalid", name, (long)range.Min, (long)range.Max)
            : null;

    private static IResult? FindScale(double value) => value >= Scales.Min && value <= Scales.Max
        ? null
        : ProblemResults.Create(
            400, "size_invalid", "scale", (MessageArgument)(decimal)Scales.Min, (MessageArgument)(decimal)Scales.Max);
}

using System.Globalization;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The valid settings of a picture.</summary>
internal sealed record ChartSettings(
    ChartFormat Format, string Language, ChartTheme Theme, int Width, int? Height, double Scale)
{
    private const int DefaultWidth = 960;

    private static readonly (decimal Min, decimal Max) Widths = (320, 4096);
    private static readonly (decimal Min, decimal Max) Heights = (200, 8192);
    private static readonly (decimal Min, decimal Max) Scales = (0.5m, 4);

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
        var language = ResponseLanguage.Parse(parameters.Lang);
        if (language is null) return (null, ProblemResults.Create(400, "lang_invalid", parameters.Lang!));
        var theme = Array.Find(ChartTheme.All, theme => theme.Name == (parameters.Theme ?? ChartTheme.Light.Name));
        if (theme is null) return (null, ProblemResults.Create(400, "theme_invalid", parameters.Theme!));
        var width = ReadNumber(parameters.Width, Widths);
        var height = ReadNumber(parameters.Height, Heights);
        var scale = ReadNumber(parameters.Scale, Scales);
        var problem = !width.IsValid ? CreateProblem("width", Widths)
            : !height.IsValid ? CreateProblem("height", Heights)
            : !scale.IsValid ? CreateProblem("scale", Scales)
            : null;
        return problem is not null
            ? (null, problem)
            : (new(
                format.Value, language, theme, (int)(width.Value ?? DefaultWidth), (int?)height.Value,
                (double)(scale.Value ?? 1)), null);
    }

    private static (decimal? Value, bool IsValid) ReadNumber(string? text, (decimal Min, decimal Max) range)
    {
        if (text is null) return (null, true);
        // Only a scale has decimals.
        var style = range == Scales ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        return decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var value)
            ? (value, value >= range.Min && value <= range.Max)
            : (null, false);
    }

    private static IResult CreateProblem(string name, (decimal Min, decimal Max) range) =>
        ProblemResults.Create(400, "size_invalid", name, range.Min, range.Max);
}

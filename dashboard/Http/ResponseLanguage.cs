using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IpMonitor.Dashboard.Http;

/// <summary>The language of the texts in a response: zh-CN (the default) or en, as Accept-Language prefers.</summary>
internal static class ResponseLanguage
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The language of the current request; zh-CN outside of a request.</summary>
    public static string Current => Ambient.Value ?? Chinese;

    /// <summary>Chooses a language.</summary>
    /// <param name="acceptLanguage">The Accept-Language header (RFC 9110).</param>
    public static string Choose(StringValues acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var ranges))
            return Chinese;
        // OrderByDescending is stable: of equal qualities the first wins.
        return ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1)
            .Select(range => Find(range.Value)).FirstOrDefault(language => language is not null) ?? Chinese;
    }

    /// <summary>Returns the language of a parameter <c>lang</c>, which is the current one without it.</summary>
    /// <returns>The language; null if the value is invalid.</returns>
    public static string? Parse(string? lang) => lang switch
    {
        null => Current,
        Chinese or "zh" => Chinese,
        English => English,
        _ => null,
    };

    /// <summary>Sets <see cref="Current"/> until the end of the calling asynchronous method.</summary>
    public static void Use(string language) => Ambient.Value = language;

    /// <summary>Chooses the language of each request and names it in problem responses.</summary>
    public static void UseResponseLanguage(this WebApplication app) => app.Use((context, next) =>
    {
        Use(Choose(context.Request.Headers.AcceptLanguage));
        context.Response.OnStarting(
            static state =>
            {
                var (response, language) = ((HttpResponse, string))state;
                if (response.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) != true)
                    return Task.CompletedTask;
                response.Headers.ContentLanguage = language;
                response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
                return Task.CompletedTask;
            },
            (context.Response, Current));
        return next(context);
    });

    private static string? Find(StringSegment range) =>
        Matches(range, "zh") ? Chinese : Matches(range, "en") ? English : null;

    private static bool Matches(StringSegment range, string language) =>
        range.StartsWith(language, StringComparison.OrdinalIgnoreCase)
        && (range.Length == language.Length || range[language.Length] == '-');
}

using Microsoft.Net.Http.Headers;

namespace IpMonitor.Dashboard.Http;

/// <summary>Reads the charset of a request's content type, in one place for all endpoints.</summary>
internal static class RequestCharset
{
    /// <summary>
    /// Takes <c>utf8</c>, in any case and quoted or not, as <c>utf-8</c>, and refuses JSON in other charsets: RFC 8259
    /// permits UTF-8 only.
    /// </summary>
    public static void UseRequestCharset(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
            return next(context);
        if (IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset).Value!))
        {
            type.Charset = "utf-8";
            request.ContentType = type.ToString();
        }
        else if (request.HasJsonContentType())
        {
            return ProblemResults.Create(415, "content_type_unsupported").ExecuteAsync(context);
        }
        return next(context);
    });

    private static bool IsUtf8(string charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);
}

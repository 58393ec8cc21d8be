using System.Text.Json;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace IpMonitor.Dashboard.Http;

/// <summary>Converts exceptions, which are bugs, outages or unreadable requests, to problem details.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var details = exception switch
        {
            BadHttpRequestException { StatusCode: 413 } =>
                ProblemResults.CreateDetails(413, "body_too_large", ProblemResults.FormatBytes(
                    httpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0)),
            BadHttpRequestException { StatusCode: 408 } =>
                ProblemResults.CreateDetails(408, "body_too_slow"),
            BadHttpRequestException { InnerException: JsonException json } when FindRepeatedField(json) is { } field =>
                ProblemResults.CreateDetails(400, ValidationError.Create("field_twice", field, field)),
            BadHttpRequestException bad =>
                ProblemResults.CreateDetails(bad.StatusCode, "request_invalid"),
            JournalException rejected => ProblemResults.CreateDetails(503, rejected.Code),
            TimeoutException or OrleansException => ProblemResults.CreateDetails(503, "store_unavailable"),
            _ => ProblemResults.CreateDetails(500, "internal"),
        };
        if (details.Status == 500) LogUnhandled(log, httpContext.Request.Path, exception);
        if (details.Status == 503) httpContext.Response.Headers.RetryAfter = "5";
        // The rest of a body that was not received in time is not awaited.
        if (details.Status == 408) httpContext.Response.Headers.Connection = "close";
        // Ignores the Accept header: browsers do not list JSON, and an empty response would explain nothing.
        await TypedResults.Problem(details).ExecuteAsync(httpContext);
        return true;
    }

    // System.Text.Json tells this error from others by its text only.
    private static string? FindRepeatedField(JsonException exception) =>
        exception.Message.StartsWith("Duplicate propert", StringComparison.Ordinal)
            ? exception.Path?.Replace("$.", "", StringComparison.Ordinal) ?? ""
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Answering {Path} failed")]
    private static partial void LogUnhandled(ILogger log, string path, Exception exception);
}

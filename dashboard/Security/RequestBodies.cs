using System.Text;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Validates the parameters of a request, receives its body within limits of memory and time, and validates JSON.
/// </summary>
internal static class RequestBodies
{
    public static void AddRequestBodies(this WebApplicationBuilder builder)
    {
        BodySizeLimit.ConfigureDefault(builder);
        builder.Services.AddOptionsSection<RequestBodyOptions>("Requests").Validate(options =>
            options.Validate() is { } error
            ? throw new OptionsValidationException("Requests", typeof(RequestBodyOptions), [error])
            : true);
        builder.Services.AddSingleton<RequestBodyGate>();
    }

    /// <summary>Applies to endpoints of the API, after authorization.</summary>
    public static void UseRequestBodies(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<RequestBodyGate>();
        var options = app.Services.GetRequiredService<IOptions<RequestBodyOptions>>().Value;
        var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } endpoint
                && pattern.StartsWith("/api/", StringComparison.Ordinal)
                && await Receive(context, endpoint) is { } problem)
                await problem.ExecuteAsync(context);
            else
                await next(context);
        });

        async Task<IResult?> Receive(HttpContext context, RouteEndpoint endpoint)
        {
            var request = context.Request;
            if (ParameterLimits.FindTooLong(request) is { } name)
                return ProblemResults.Create(400, "parameter_too_long", name, ParameterLimits.Get(name));
            if (ParameterTypes.Validate(endpoint, request) is { } invalid)
                return ProblemResults.ForField(400, invalid);
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return null;
            var (size, type) = (endpoint.Metadata.GetMetadata<BodySizeLimit>(), FindJsonType(endpoint));
            var timeout = size is { IsStreamed: true } ? options.UploadTimeout : options.BodyTimeout;
            var timed = new TimedBodyStream(request.Body, timeout, context.RequestAborted);
            context.Response.RegisterForDispose(timed);
            if (size is { IsStreamed: true })
            {
                request.Body = timed;
                return null;
            }
            var isJson = request.HasJsonContentType();
            if (type is not null && !isJson && request.ContentLength != 0)
                return ProblemResults.Create(415, "content_type_unsupported");
            if (await Read(context, timed) is not { } body)
            {
                context.Response.Headers.RetryAfter = "5";
                context.Response.Headers.Connection = "close";
                return ProblemResults.Create(503, "body_busy");
            }
            request.Body = body;
            return type is null || !isJson ? null : Validate(body, type);
        }

        // Releases the memory of a refused body at once.
        async Task<MemoryStream?> Read(HttpContext context, Stream stream)
        {
            var lease = gate.CreateLease(CurrentUser.FromContext(context).LimitKey);
            context.Response.RegisterForDispose(lease);
            var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            try
            {
                for (int read; (read = await stream.ReadAsync(buffer, context.RequestAborted)) > 0;)
                {
                    if (!lease.TryAcquire(read))
                    {
                        lease.Dispose();
                        return null;
                    }
                    body.Write(buffer, 0, read);
                }
            }
            catch
            {
                lease.Dispose();
                throw;
            }
            body.Position = 0;
            return body;
        }

        // The binding refuses a body that is not JSON.
        IResult? Validate(MemoryStream body, Type type)
        {
            ReadOnlyMemory<byte> text = body.GetBuffer().AsMemory(0, (int)body.Length);
            // The binding skips it too.
            if (text.Span.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
            try
            {
                using var document = JsonDocument.Parse(text);
                return JsonBodyValidator.Validate(document.RootElement, json.GetTypeInfo(type)) is { } error
                    ? ProblemResults.ForField(422, error)
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private static Type? FindJsonType(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<JsonBody>()?.Type
        ?? endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
}

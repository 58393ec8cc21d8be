using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Doors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Intake;

/// <summary>Where reports come in.</summary>
internal static class EventRoutes
{
    private const int MaxBody = 16 * 1024 * 1024;

    // A body somewhat too large is read to its end and thrown away, so that its sender gets to hear the answer.
    private const int MaxDrained = 4 * MaxBody;

    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxDrained);
        builder.Services.AddSingleton<ReportIntake>();
    }

    public static void MapEvents(this WebApplication app) => app
        .MapPost("/api/v1/events", Post)
        .RequireAuthorization(DoorsHosting.MayPost)
        .WithTags("events")
        .WithSummary("填报 Report events: JSON object or array, application/x-ndjson, text/csv")
        .AddOpenApiOperationTransformer(DescribeBody)
        .Produces<IntakeAnswer>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> Post(HttpRequest request, string? batch, ReportIntake intake, CancellationToken cancellation)
    {
        try
        {
            if (Reader(request.ContentType) is not { } read)
                return Problems.Of(415, "content_type_unsupported", "请求类型应是 application/json、application/x-ndjson 或 text/csv，编码 UTF-8。");
            var rows = read(await Body(request.Body, cancellation));
            if (rows.Count == 0) return Problems.Of(400, "body_empty", "请求体里没有数据：请至少发送一条。");

            if (batch is not null && (batch.Length is 0 or > 100 || batch.Any(char.IsControl)))
                return Problems.Of(400, "batch_invalid", "batch（批次名）为 1 至 100 个字，不含控制字符：请改短。");

            var answer = await intake.Take(rows, batch ?? NameOf(rows));
            return answer.Accepted + answer.Duplicates > 0
                ? TypedResults.Ok(answer)
                : Problems.Of(422, "nothing_accepted", "没有一条可以收下：原因见 rejected，请逐条改正后重发。", new Dictionary<string, object?>
                {
                    ["accepted"] = 0,
                    ["duplicates"] = 0,
                    ["rejected"] = answer.Rejected,
                });
        }
        catch (BodyException fault)
        {
            return Problems.Of(fault.Status, fault.Code, fault.Message);
        }
    }

    // Several rows together are an import, and can be found again by its name; a machine's single events are none.
    private static string? NameOf(IReadOnlyCollection<SentRow> rows) => rows.Count == 1 ? null : $"post-{Guid.CreateVersion7():N}";

    private static async Task<ReadOnlyMemory<byte>> Body(Stream stream, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        var buffer = new byte[81920];
        var length = 0;
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            length += read;
            if (length <= MaxBody) body.Write(buffer, 0, read);
        }
        if (length > MaxBody) throw new BodyException(413, "body_too_large", Problems.BodyTooLarge);
        var bytes = body.GetBuffer().AsMemory(0, length);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    private static Func<ReadOnlyMemory<byte>, IReadOnlyList<SentRow>>? Reader(string? contentType)
    {
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/json" => JsonRows.Read,
            "application/x-ndjson" => JsonRows.ReadLines,
            "text/csv" => CsvRows.Read,
            _ => null,
        };
    }

    // Accepts metadata would send other content types past this route, to a 404 that explains nothing.
    private static async Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(ReportedEvent[]), cancellationToken: cancellation);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = ((string[])["application/json", "application/x-ndjson", "text/csv"])
                .ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema }),
        };
    }

    /// <summary>An event as it is sent; the description of it in OpenAPI.</summary>
    internal sealed record ReportedEvent(
        string Id, string Source, string City, string? Unit, string Metric, decimal? Value, long? Weight, DateOnly Date, string? Basis,
        string? Campaign, string? Ref, string? Note, string? Qualifier, string? Op, ReportedTarget? Target);

    /// <summary>What a correction names.</summary>
    internal sealed record ReportedTarget(string? Source, string Id);
}

using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Doors;

namespace IpMonitor.Dashboard.Intake;

/// <summary>Where reports come in.</summary>
internal static class EventRoutes
{
    private const int MaxBody = 16 * 1024 * 1024;

    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);
        builder.Services.AddSingleton<Intake>();
    }

    public static void MapEvents(this WebApplication app) => app
        .MapPost("/api/v1/events", Post)
        .RequireAuthorization(DoorsHosting.MayPost)
        .WithTags("events")
        .WithSummary("填报 Report events: JSON object or array, application/x-ndjson, text/csv")
        .Accepts<ReportedEvent[]>("application/json", "application/x-ndjson", "text/csv")
        .Produces<IntakeAnswer>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> Post(HttpRequest request, Intake intake, CancellationToken cancellation)
    {
        try
        {
            if (Reader(request.ContentType) is not { } read)
                return Problems.Of(415, "content_type_unsupported", "请求类型应是 application/json、application/x-ndjson 或 text/csv，编码 UTF-8。");
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellation);
            var rows = read(body);
            if (rows.Count == 0) return Problems.Of(400, "body_empty", "请求体里没有数据：请至少发送一条。");

            var answer = await intake.Take(rows);
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

    private static Func<MemoryStream, IReadOnlyList<Row>>? Reader(string? contentType)
    {
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/json" => body => JsonRows.Read(Bytes(body)),
            "application/x-ndjson" => body => JsonRows.ReadLines(Bytes(body)),
            "text/csv" => body => CsvRows.Read(Bytes(body)),
            _ => null,
        };
    }

    private static ReadOnlyMemory<byte> Bytes(MemoryStream body)
    {
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    /// <summary>An event as it is sent; the description of it in OpenAPI.</summary>
    internal sealed record ReportedEvent(
        string Id, string Source, string City, string? Unit, string Metric, decimal Value, long? Weight, DateOnly Date,
        string? Campaign, string? Ref, string? Note, string? Qualifier, string? Op);
}

using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Where reports come in.</summary>
internal static class EventRoutes
{
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    // A body that is not taken is read to its end and thrown away, so that its sender gets to hear the answer. Who sends
    // slower than Kestrel's MinRequestBodyDataRate (240 bytes a second, after 5 seconds) is cut off.
    public const int MaxDrainedMegabytes = 64;

    public static void AddIngestion(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<IngestionOptions>("Ingestion")
            .Validate(intake => intake.MaxConcurrentReports > 0, "Ingestion:MaxConcurrentReports must be above zero.")
            .Validate(intake => intake.MaxMegabytes is >= IngestionLimiter.MinMegabytes and <= 1_000_000,
                $"Ingestion:MaxMegabytes must be {IngestionLimiter.MinMegabytes} (the largest body) to 1,000,000.");
        builder.Services.AddSingleton<IngestionLimiter>();
        builder.Services.AddSingleton<EventIngestion>();
    }

    public static void MapEvents(this WebApplication app) => app
        .MapPost("/api/v1/events", PostEvents)
        .RequireAuthorization(SecurityHosting.MayReportEvents)
        .WithMetadata(BodySizeLimit.FromMegabytes(MaxDrainedMegabytes))
        .WithTags("events")
        .WithSummary("填报 Report events: JSON object or array, application/x-ndjson, text/csv")
        .WithBody(typeof(ReportedEvent[]), isRequired: true, "application/json", "application/x-ndjson", "text/csv")
        .Produces<IngestionResponse>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> PostEvents(HttpRequest request, string? batch, EventIngestion intake, IngestionLimiter gate, RefusalLog refusals, CancellationToken cancellation)
    {
        try
        {
            if (FindReader(request.ContentType) is not { } read)
                return Problems.Create(415, "content_type_unsupported");
            if (request.Headers.ContentEncoding is { Count: > 0 } coding && coding != "identity")
                return Problems.Create(415, "content_encoding_unsupported");
            if (batch is not null && (batch.Length is 0 or > 100 || batch.Any(char.IsControl)))
                return Problems.Create(400, "batch_invalid");

            // The answer may be as long as the report: it is under way until its sender has it.
            var pass = gate.CreateLease();
            request.HttpContext.Response.RegisterForDispose(pass);
            var answer = await intake.Ingest(LimitRows(read(await ReadBody(request.Body, pass, cancellation)), pass), batch, ApiKeyScope.FromPrincipal(request.HttpContext.User));
            if (answer.Rejected.Length > 0) refusals.WriteRejectedRows(request.HttpContext, answer.Rejected.Length, answer.Rejected.Select(row => row.Code));
            if (answer.Rows == 0) return Problems.Create(400, "body_empty");
            return answer.Accepted + answer.Duplicates > 0
                ? TypedResults.Ok(answer)
                : Problems.Create(422, "nothing_accepted", new Dictionary<string, object?>
                {
                    ["accepted"] = 0,
                    ["duplicates"] = 0,
                    ["rejected"] = answer.Rejected,
                });
        }
        catch (RequestRejectedException fault)
        {
            if (fault.Status == 503) request.HttpContext.Response.Headers.RetryAfter = "1";
            return fault.ToProblem();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(Stream stream, IngestionLimiter.IngestionLease pass, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        var buffer = new byte[81920];
        var (length, fits) = (0L, true);
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            length += read;
            if (length <= MaxBodyBytes && fits && (fits = pass.TryAcquireBytes(read)))
            {
                body.Write(buffer, 0, read);
                continue;
            }
            // Nothing of it is of use any more, and others have use for the room.
            body = new();
            pass.Dispose();
        }
        if (length > MaxBodyBytes) throw new RequestRejectedException(413, "body_too_large");
        if (!fits) throw CreateBusyException();
        var bytes = body.GetBuffer().AsMemory(0, (int)length);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    private static IEnumerable<ReceivedRow> LimitRows(IEnumerable<ReceivedRow> rows, IngestionLimiter.IngestionLease pass)
    {
        var count = 0;
        foreach (var row in rows)
        {
            if (++count > IngestionLimiter.MaxRows)
                throw new RequestRejectedException(413, "too_many_rows", IngestionLimiter.MaxRows);
            if (!pass.TryAcquireRow()) throw CreateBusyException();
            yield return row;
        }
    }

    private static RequestRejectedException CreateBusyException() =>
        new(503, "intake_busy");

    private static Func<ReadOnlyMemory<byte>, IEnumerable<ReceivedRow>>? FindReader(string? contentType)
    {
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/json" => JsonEventReader.Read,
            "application/x-ndjson" => JsonEventReader.ReadLines,
            "text/csv" => CsvEventReader.Read,
            _ => null,
        };
    }

    /// <summary>An event as it is sent; the description of it in OpenAPI.</summary>
    internal sealed record ReportedEvent(
        string Id, string Source, string City, string? Unit, string Metric, decimal? Value, long? Weight, DateOnly Date, string? Basis,
        string? Campaign, string? Ref, string? Note, string? Qualifier, string? Op, ReportedTarget? Target);

    /// <summary>A row of a submission as it is sent; id and source default to those of the submission.</summary>
    internal sealed record SubmittedRow(
        string? Id, string? Source, string? City, string? Unit, string? Metric, decimal? Value, long? Weight,
        DateOnly? Date, string? Basis, string? Campaign, string? Ref, string? Note, string? Qualifier, string? Op,
        ReportedTarget? Target);

    /// <summary>What a correction names.</summary>
    internal sealed record ReportedTarget(string? Source, string Id);
}

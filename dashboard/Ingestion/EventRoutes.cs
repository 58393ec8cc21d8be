using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Events;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>The endpoint that receives events.</summary>
internal static class EventRoutes
{
    /// <summary>The largest body that is accepted, in bytes.</summary>
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The largest body, in MB, that is read to its end after a rejection, so that the client receives the response.
    /// <c>Requests:UploadTimeout</c> ends slow bodies.
    /// </summary>
    public const int MaxDrainedMegabytes = 64;

    public static void AddIngestion(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<IngestionOptions>("Ingestion")
            .Validate(
                ingestion => ingestion.MaxConcurrentReports > 0,
                "Ingestion:MaxConcurrentReports：须大于零。 It must be above zero.")
            .Validate(ingestion => ingestion.MaxMegabytes is >= IngestionLimiter.MinMegabytes and <= 1_000_000,
                $"Ingestion:MaxMegabytes：{IngestionLimiter.MinMegabytes}（最大的请求）至 1000000。 "
                    + $"It must be {IngestionLimiter.MinMegabytes} (the largest body) to 1,000,000.");
        builder.Services.AddSingleton<IngestionLimiter>();
        builder.Services.AddSingleton<EventIngestion>();
    }

    public static void MapEvents(this WebApplication app) => app
        .MapPost("/api/v1/events", PostEvents)
        .RequireAuthorization(Policies.MayReportEvents)
        .ChangesUnaudited("The journal records each event with its source and time.")
        .WithMetadata(BodySizeLimit.Streamed(MaxDrainedMegabytes))
        .WithTags("events")
        .WithSummary("填报 Report events: JSON object or array, application/x-ndjson, text/csv")
        .WithBody(typeof(ReportedEvent[]), isRequired: true, "application/json", "application/x-ndjson", "text/csv")
        .Produces<IngestionResponse>()
        .ProducesProblem(400)
        .ProducesProblem(401)
        .ProducesProblem(413)
        .ProducesProblem(415)
        .ProducesProblem(422)
        .ProducesProblem(503);

    private static async Task<IResult> PostEvents(
        HttpRequest request, string? batch, EventIngestion ingestion, IngestionLimiter limiter, RequestBodyGate gate,
        RefusalLog refusalLog, CancellationToken cancellation)
    {
        try
        {
            if (FindReader(request.ContentType) is not { } read)
                return ProblemResults.Create(415, "content_type_unsupported");
            if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
                return ProblemResults.Create(415, "content_encoding_unsupported");
            batch = batch?.Trim();
            if (batch is not null && (batch.Length is 0 or > 100 || KeyText.FindInvisibleCharacter(batch) is not null))
                return ProblemResults.Create(400, "batch_invalid");

            // Holds the lease until the response is sent: a response may be as large as its request.
            var lease = limiter.CreateLease();
            request.HttpContext.Response.RegisterForDispose(lease);
            var body = await ReadBody(request, lease, gate, cancellation);
            var response = await ingestion.Ingest(
                LimitRows(read(body), lease), batch,
                ApiKeyScope.FromPrincipal(request.HttpContext.User));
            if (response.Rejected.Length > 0)
                refusalLog.WriteRejectedRows(
                    request.HttpContext, response.Rejected.Length, response.Rejected.Select(row => row.Code));
            if (response.Rows == 0) return ProblemResults.Create(400, "body_empty");
            return response.Accepted + response.Duplicates > 0
                ? TypedResults.Ok(response)
                : ProblemResults.Create(
                    422, "nothing_accepted",
                    new Dictionary<string, object?>
                    {
                        ["accepted"] = 0,
                        ["duplicates"] = 0,
                        ["rejected"] = response.Rejected,
                    });
        }
        catch (RequestRejectedException exception)
        {
            if (exception.Status == 503) request.HttpContext.Response.Headers.RetryAfter = "1";
            return exception.ToProblem();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(
        HttpRequest request, IngestionLimiter.IngestionLease lease, RequestBodyGate gate,
        CancellationToken cancellation)
    {
        // A caller that sends slowly holds no more than any other body does, and only until its last byte.
        using var received = gate.CreateLease(
            CurrentUser.FromContext(request.HttpContext).LimitKey, RequestBodyGate.BufferPerByte);
        var body = new MemoryStream();
        var buffer = new byte[81920];
        var (length, refusal) = (0L, (string?)null);
        for (int read; (read = await ReadPart(request, buffer, refusal, cancellation)) > 0;)
        {
            length += read;
            refusal ??= length > MaxBodyBytes ? "body_too_large"
                : !received.TryAcquire(read) ? "body_busy"
                : !lease.TryAcquireBytes(read) ? "intake_busy"
                : null;
            if (refusal is null)
            {
                body.Write(buffer, 0, read);
                continue;
            }
            // Releases the memory of a rejected body at once.
            body = new();
            lease.Dispose();
            received.Dispose();
        }
        if (length > MaxBodyBytes) throw CreateTooLargeException();
        if (refusal is not null) throw new RequestRejectedException(503, refusal);
        var bytes = body.GetBuffer().AsMemory(0, (int)length);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    private static IEnumerable<ReceivedRow> LimitRows(
        IEnumerable<ReceivedRow> rows, IngestionLimiter.IngestionLease lease)
    {
        var count = 0;
        foreach (var row in rows)
        {
            if (++count > IngestionLimiter.MaxRows)
                throw new RequestRejectedException(413, "too_many_rows", IngestionLimiter.MaxRows);
            if (!lease.TryAcquireRow()) throw CreateBusyException();
            yield return row;
        }
    }

    // A refused body that does not end in time ends here, so that its refusal is answered.
    private static async ValueTask<int> ReadPart(
        HttpRequest request, byte[] buffer, string? refusal, CancellationToken cancellation)
    {
        try
        {
            return await request.Body.ReadAsync(buffer, cancellation);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == 413)
        {
            throw CreateTooLargeException();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == 408 && refusal is not null)
        {
            request.HttpContext.Response.Headers.Connection = "close";
            return 0;
        }
    }

    private static RequestRejectedException CreateTooLargeException() =>
        new(413, "body_too_large", ProblemResults.FormatBytes(MaxBodyBytes));

    private static RequestRejectedException CreateBusyException() =>
        new(503, "intake_busy");

    private static Func<ReadOnlyMemory<byte>, IEnumerable<ReceivedRow>>? FindReader(string? contentType)
    {
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/json" => JsonEventReader.Read,
            "application/x-ndjson" => JsonEventReader.ReadLines,
            "text/csv" => CsvEventReader.Read,
            _ => null,
        };
    }

    /// <summary>An event in a request; describes it in OpenAPI.</summary>
    /// <remarks>The value is missing in events that withdraw another or close a year.</remarks>
    internal sealed record ReportedEvent(
        [property: MaxLength(EventLimits.Id)] string Id,
        [property: MaxLength(EventLimits.Source)] string Source,
        [property: MaxLength(EventLimits.City)] string City,
        [property: MaxLength(EventLimits.Unit)] string? Unit,
        [property: MaxLength(EventLimits.Metric)] string Metric,
        [property: Range(typeof(decimal), "0", "100000000000000")] decimal? Value,
        [property: Range(1, 1_000_000_000)] long? Weight,
        DateOnly Date,
        [property: MaxLength(EventLimits.Word)] string? Basis,
        [property: MaxLength(EventLimits.Campaign)] string? Campaign,
        [property: MaxLength(EventLimits.Ref)] string? Ref,
        [property: MaxLength(EventLimits.Note)] string? Note,
        [property: MaxLength(EventLimits.Word)] string? Qualifier,
        [property: MaxLength(EventLimits.Word)] string? Op,
        ReportedTarget? Target);

    /// <summary>A row of a submission in a request; id and source default to those of the submission.</summary>
    internal sealed record SubmittedRow(
        [property: MaxLength(EventLimits.Id)] string? Id,
        [property: MaxLength(EventLimits.Source)] string? Source,
        [property: MaxLength(EventLimits.City)] string City,
        [property: MaxLength(EventLimits.Unit)] string? Unit,
        [property: MaxLength(EventLimits.Metric)] string Metric,
        [property: Range(typeof(decimal), "0", "100000000000000")] decimal? Value,
        [property: Range(1, 1_000_000_000)] long? Weight,
        DateOnly Date,
        [property: MaxLength(EventLimits.Word)] string? Basis,
        [property: MaxLength(EventLimits.Campaign)] string? Campaign,
        [property: MaxLength(EventLimits.Ref)] string? Ref,
        [property: MaxLength(EventLimits.Note)] string? Note,
        [property: MaxLength(EventLimits.Word)] string? Qualifier,
        [property: MaxLength(EventLimits.Word)] string? Op,
        ReportedTarget? Target);

    /// <summary>The event that a correction replaces or withdraws.</summary>
    internal sealed record ReportedTarget(
        [property: MaxLength(EventLimits.Source)] string? Source, [property: MaxLength(EventLimits.Id)] string Id);
}

using System.Text;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.ReferenceData;

/// <summary>The documents of the reference data: read as of any moment, and replaced by a new version, which changes nothing of what was.</summary>
internal static class ReferenceRoutes
{
    private const int MaxDocumentBytes = 4 * 1024 * 1024;
    private const string CampaignsDocument = "campaigns.json";

    public static void AddReference(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ReferencePublisher>();

    public static void MapReference(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/reference").WithTags("reference").RequireAuthorization(SecurityHosting.MayReadReference);
        api.MapGet("", () => ReferenceSnapshot.DocumentNames).WithSummary("基础数据的各个文件 The documents of the reference data");
        api.MapGet("/{document}", GetDocument).WithSummary("一个文件的现行或当时版本 A document as it is or was").Produces(200, contentType: "text/plain");
        api.MapGet("/{document}/versions", ListVersions).WithSummary("一个文件的各个版本 The versions of a document").Produces<IEnumerable<DocumentVersionRow>>();
        api.MapPut("/{document}", PutDocument).RequireAuthorization(SecurityHosting.MayEditReference).WithMetadata(BodySizeLimit.FromMegabytes(8))
            .WithSummary("换上一个文件的新版本 Put a new version of a document in force")
            .WithBody(typeof(string), isRequired: true, "text/plain")
            .Produces<PutDocumentResponse>()
            .ProducesProblem(401).ProducesProblem(404).ProducesProblem(413).ProducesProblem(422);
    }

    private static async Task<IResult> GetDocument(string document, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        asked.Require(ReferenceSnapshot.DocumentNames.Contains(document), () => Problems.DocumentUnknown(document));
        return asked.Problem ?? TypedResults.Text((await answering.Journal.GetReferenceDocuments(asked.AsOf?.Position ?? long.MaxValue)).Texts[document]);
    }

    private static async Task<IResult> ListVersions(string document, QueryContext answering) => ReferenceSnapshot.DocumentNames.Contains(document)
        ? TypedResults.Ok((await answering.Journal.GetReferenceVersions(document)).Select(version => new DocumentVersionRow(version.Position, version.KnownAt, version.Author)))
        : Problems.DocumentUnknown(document);

    private static async Task<IResult> PutDocument(string document, long? after, HttpContext context, ReferencePublisher desk, AuditLog trail)
    {
        var (request, who) = (context.Request, CurrentUser.FromContext(context));
        if (!ReferenceSnapshot.DocumentNames.Contains(document)) return Problems.DocumentUnknown(document);
        if (who.Role == Roles.Organizer && document != CampaignsDocument) return Problems.Create(403, "not_allowed.organizer");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (body.Length > MaxDocumentBytes) return Problems.Create(413, "body_too_large.document");
        if (!System.Text.Unicode.Utf8.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length))) return Problems.Create(422, "encoding_not_utf8.document");
        try
        {
            var text = Encoding.UTF8.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)).TrimStart('\uFEFF');
            var position = await desk.Publish(document, text, who.Name, after);
            await trail.Write(who, "reference.put", document, after: new { position });
            return TypedResults.Ok(new PutDocumentResponse(document, position));
        }
        catch (ReferenceDataException fault)
        {
            return Problems.FromMessage(fault.Code == "document_changed" ? 409 : 422, fault.Code, fault.Text, new Dictionary<string, object?> { ["document"] = fault.Document, ["row"] = fault.Row, ["field"] = fault.Column });
        }
    }

    /// <summary>A version of a document; without a time it has been in force from the beginning.</summary>
    internal sealed record DocumentVersionRow(long Position, DateTimeOffset? Known, string Author);

    /// <summary>A document is in force from this position on; the same text as before keeps its position.</summary>
    internal sealed record PutDocumentResponse(string Document, long Position);
}

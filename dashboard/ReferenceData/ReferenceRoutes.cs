using System.Text;
using System.Text.Unicode;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.ReferenceData;

/// <summary>Maps the documents of the reference data and their versions.</summary>
internal static class ReferenceRoutes
{
    private const int MaxDocumentBytes = 4 * 1024 * 1024;
    private const string CampaignsDocument = "campaigns.json";

    public static void AddReference(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ReferencePublisher>();

    public static void MapReference(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/reference")
            .WithTags("reference")
            .RequireAuthorization(Policies.MayReadReference)
            .RequireReadScope(null)
            .Reads();
        api.MapGet("", () => ReferenceSnapshot.DocumentNames)
            .WithSummary("基础数据的各个文件 List the reference documents");
        api.MapGet("/{document}", GetDocument)
            .WithSummary("一个文件的现行或当时版本 Get the current or a former version of a document")
            .Produces(200, contentType: "text/plain")
            .WithWorkbook<string>(ReferenceWorkbooks.CreateDocument);
        api.MapGet("/{document}/versions", ListVersions)
            .WithSummary("一个文件的各个版本 List the versions of a document")
            .Produces<IEnumerable<DocumentVersionRow>>()
            .WithWorkbook<IEnumerable<DocumentVersionRow>>(ReferenceWorkbooks.CreateVersions);
        // The body limit is above the document limit, so that the endpoint can explain the refusal.
        api.MapPut("/{document}", PutDocument)
            .RequireAuthorization(Policies.MayEditReference)
            .Changes("reference.put")
            .WithMetadata(BodySizeLimit.FromMegabytes(8))
            .WithSummary("换上一个文件的新版本 Publish a new version of a document")
            .WithBody(typeof(string), isRequired: true, "text/plain")
            .Produces<PutDocumentResponse>()
            .ProducesProblem(401).ProducesProblem(404).ProducesProblem(413).ProducesProblem(422);
    }

    private static async Task<IResult> GetDocument(string document, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        query.Require(
            ReferenceSnapshot.DocumentNames.Contains(document), () => ProblemResults.DocumentUnknown(document));
        if (query.Problem is { } problem) return problem;
        var documents = await queries.Journal.GetReferenceDocuments(query.AsOf?.Position ?? long.MaxValue);
        return TypedResults.Text(documents.Texts[document]);
    }

    // The first page holds the newest versions; each page is in the order of the versions.
    private static async Task<IResult> ListVersions(
        string document, string? cursor, HttpContext context, QueryContext queries)
    {
        if (!ReferenceSnapshot.DocumentNames.Contains(document)) return ProblemResults.DocumentUnknown(document);
        var versions = await queries.Journal.GetReferenceVersions(document);
        var (rows, next, problem) = ListPage.Take(
            versions, version => $"{long.MaxValue - version.Position:D19}", cursor);
        if (problem is not null) return problem;
        ListPage.SetNext(context, next);
        rows.Reverse();
        return TypedResults.Ok(rows.Select(version =>
            new DocumentVersionRow(version.Position, version.KnownAt, version.Author)));
    }

    private static async Task<IResult> PutDocument(
        string document, long? after, HttpContext context, ReferencePublisher publisher, QueryContext queries,
        AuditLog auditLog)
    {
        var user = CurrentUser.FromContext(context);
        if (!ReferenceSnapshot.DocumentNames.Contains(document)) return ProblemResults.DocumentUnknown(document);
        if (user.Role == Roles.Organizer && document != CampaignsDocument)
            return ProblemResults.Create(403, "not_allowed.organizer");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > MaxDocumentBytes)
            return ProblemResults.Create(413, "body_too_large.document");
        if (!Utf8.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length)))
            return ProblemResults.Create(422, "encoding_not_utf8.document");
        try
        {
            var text = Encoding.UTF8.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)).TrimStart('\uFEFF');
            var before = (await queries.Journal.GetReferenceDocuments(long.MaxValue)).Texts.GetValueOrDefault(document);
            var position = await publisher.Publish(document, text, user.Name, after);
            if (text == before) UnchangedResponse.Mark(context);
            else await auditLog.Write(context, "reference.put", document, after: new { position });
            return TypedResults.Ok(new PutDocumentResponse(document, position));
        }
        catch (ReferenceDataException exception)
        {
            return CreateProblem(exception);
        }
    }

    private static IResult CreateProblem(ReferenceDataException exception) => ProblemResults.FromMessage(
        exception.Code == "document_changed" ? 409 : 422,
        exception.Code,
        exception.Text,
        new Dictionary<string, object?>
        {
            ["document"] = exception.Document,
            ["row"] = exception.Row,
            ["field"] = exception.Column,
        });

    /// <summary>Version of a document.</summary>
    /// <param name="Position">Position from which the version is in force.</param>
    /// <param name="Known">Time from which the version is in force; null for the built-in version.</param>
    /// <param name="Author">Name of the account or key.</param>
    internal sealed record DocumentVersionRow(long Position, DateTimeOffset? Known, string Author);

    /// <summary>Result of putting a document; an unchanged text keeps the position of its version.</summary>
    internal sealed record PutDocumentResponse(string Document, long Position);
}

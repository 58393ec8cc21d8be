using System.IO.Packaging;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Copies an office file part by part, with some parts rewritten or added and without relationships to missing parts;
/// holds no part in memory.
/// </summary>
internal sealed class PackageRewriter(Package source, ImportOptions limits, CancellationToken cancellation)
{
    private readonly Dictionary<Uri, Action<Stream>> _rewritten = [];
    private readonly List<AddedPart> _added = [];
    private long _copiedBytes;

    /// <summary>
    /// Returns a temporary copy of a file without relationships to missing parts, which exceljs writes and Open XML
    /// does not open; null if the file has none.
    /// </summary>
    public static FileStream? CopyIfIncomplete(Stream file, ImportOptions limits, CancellationToken cancellation)
    {
        file.Position = 0;
        using var package = Package.Open(file, FileMode.Open, FileAccess.Read);
        var rewriter = new PackageRewriter(package, limits, cancellation);
        if (rewriter.IsComplete) return null;
        var copy = TemporaryFile.Create();
        rewriter.Write(copy);
        return copy;
    }

    // True if all relationships lead to parts that exist.
    private bool IsComplete => source.GetRelationships().All(HasTarget)
        && source.GetParts().Where(part => !PackUriHelper.IsRelationshipPartUri(part.Uri))
            .All(part => part.GetRelationships().All(HasTarget));

    /// <summary>Replaces a part's content.</summary>
    public void Rewrite(Uri part, Action<Stream> write) => _rewritten[part] = write;

    /// <summary>
    /// Adds a part with a numbered name, such as /xl/comments{n}.xml, and a relationship to it. Returns the id of the
    /// relationship.
    /// </summary>
    public string Add(Uri owner, PartKind kind, Action<Stream> write)
    {
        var number = Enumerable.Range(1, int.MaxValue).First(i => !Exists(kind.CreateUri(i)));
        var ids = source.GetPart(owner).GetRelationships().Select(relationship => relationship.Id)
            .Concat(_added.Where(part => part.Owner == owner).Select(part => part.Id)).ToHashSet();
        var id = Enumerable.Range(1, int.MaxValue).Select(i => $"rId{i}").First(id => !ids.Contains(id));
        _added.Add(new(owner, kind, kind.CreateUri(number), id, write));
        return id;

        bool Exists(Uri uri) => source.PartExists(uri) || _added.Exists(part => part.Uri == uri);
    }

    /// <summary>
    /// Writes the copy. Throws <see cref="RequestRejectedException"/> if the unpacked parts exceed the limit.
    /// </summary>
    public void Write(Stream output)
    {
        using var target = Package.Open(output, FileMode.Create, FileAccess.Write);
        foreach (var relationship in source.GetRelationships().Where(HasTarget))
            target.CreateRelationship(
                relationship.TargetUri, relationship.TargetMode, relationship.RelationshipType, relationship.Id);
        foreach (var part in source.GetParts().Where(part => !PackUriHelper.IsRelationshipPartUri(part.Uri)))
            Write(target, part.Uri, part.ContentType, part.GetRelationships(), _rewritten.GetValueOrDefault(part.Uri)
                ?? (stream => Copy(part, stream)));
        foreach (var part in _added) Write(target, part.Uri, part.Kind.ContentType, [], part.Write);
    }

    private void Write(
        Package target, Uri uri, string contentType, IEnumerable<PackageRelationship> relationships,
        Action<Stream> write)
    {
        var copy = target.CreatePart(uri, contentType, CompressionOption.Fast);
        foreach (var relationship in relationships.Where(HasTarget))
            copy.CreateRelationship(
                relationship.TargetUri, relationship.TargetMode, relationship.RelationshipType, relationship.Id);
        foreach (var added in _added.Where(part => part.Owner == uri))
            copy.CreateRelationship(
                PackUriHelper.GetRelativeUri(uri, added.Uri), TargetMode.Internal, added.Kind.RelationshipType,
                added.Id);
        using var stream = copy.GetStream(FileMode.Create, FileAccess.Write);
        write(stream);
    }

    // Some programs write relationships to parts that they leave out. A hyperlink may lead to a place in the workbook.
    private bool HasTarget(PackageRelationship relationship) =>
        relationship.TargetMode == TargetMode.External
        || relationship.RelationshipType.EndsWith("/hyperlink", StringComparison.Ordinal)
        || source.PartExists(PackUriHelper.ResolvePartUri(relationship.SourceUri, relationship.TargetUri));

    private void Copy(PackagePart part, Stream output)
    {
        using var input = part.GetStream(FileMode.Open, FileAccess.Read);
        var buffer = new byte[81920];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((_copiedBytes += read) > limits.MaxUnpackedMegabytes * 1048576L)
                throw new RequestRejectedException(413, "workbook_too_large", limits.MaxUnpackedMegabytes);
            output.Write(buffer, 0, read);
        }
    }

    private sealed record AddedPart(Uri Owner, PartKind Kind, Uri Uri, string Id, Action<Stream> Write);
}

/// <summary>A kind of part: its path with a place for a number, content type and relationship type.</summary>
internal sealed record PartKind(string Path, string ContentType, string RelationshipType)
{
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    public static readonly PartKind Worksheet =
        new("/xl/worksheets/sheet{0}.xml", $"{Spreadsheet}worksheet+xml", $"{Relationships}worksheet");

    public static readonly PartKind Styles =
        new("/xl/styles{0}.xml", $"{Spreadsheet}styles+xml", $"{Relationships}styles");

    public static readonly PartKind Comments =
        new("/xl/comments{0}.xml", $"{Spreadsheet}comments+xml", $"{Relationships}comments");

    public static readonly PartKind VmlDrawing = new(
        "/xl/drawings/vmlDrawing{0}.vml", "application/vnd.openxmlformats-officedocument.vmlDrawing",
        $"{Relationships}vmlDrawing");

    public Uri CreateUri(int number) => new(string.Format(null, Path, number), UriKind.Relative);
}

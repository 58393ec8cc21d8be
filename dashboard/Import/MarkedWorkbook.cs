using System.IO.Packaging;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using IpMonitor.Dashboard.Http;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Marks the problems of a check in a workbook: a comment on each cell and a sheet that lists them with links. For a
/// workbook (.xlsx) it is a copy of the file with nothing else changed, otherwise a new workbook with the same rows.
/// </summary>
internal sealed class MarkedWorkbook(
    IReadOnlyList<ImportProblem> problems, ImportOptions limits, CancellationToken cancellation)
{
    /// <summary>The largest number of problems that are marked and listed.</summary>
    public const int MaxProblems = 5_000;

    private const string RelationshipsNamespace =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    // The parts that are held in memory: workbook, styles, comments.
    private const int MaxPartCharacters = 20_000_000;

    private static readonly HashSet<string> ElementsAfterLegacyDrawing =
    [
        "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
        "AlternateContent",
    ];

    /// <summary>
    /// Marks the problems in a copy of a workbook. Returns false, and leaves the output empty, if the file is not an
    /// ordinary workbook of the transitional format that can be edited.
    /// </summary>
    public bool TryWrite(Stream original, Stream output)
    {
        try
        {
            Write(original, output, problems, isNewWorkbook: false);
            return true;
        }
        catch (Exception exception) when (exception
            is OpenXmlPackageException or XmlException or FormatException or InvalidDataException
            or ArgumentException or InvalidOperationException or NotSupportedException or KeyNotFoundException
            or OverflowException)
        {
            output.SetLength(0);
            output.Position = 0;
            return false;
        }
    }

    /// <summary>Writes the rows of a file into a new workbook and marks the problems in it.</summary>
    public async Task Write(ISpreadsheet spreadsheet, Stream output)
    {
        await using var rows = TemporaryFile.Create();
        var sheetNames = await RowsWorkbook.Write(spreadsheet, problems, rows, cancellation);
        Write(
            rows, output, [.. problems.Select(problem => problem with { Sheet = sheetNames[problem.Sheet] })],
            isNewWorkbook: true);
    }

    private void Write(
        Stream original, Stream output, IReadOnlyList<ImportProblem> all, bool isNewWorkbook)
    {
        using var copy = PackageRewriter.CopyIfIncomplete(original, limits, cancellation);
        var content = copy ?? original;
        content.Position = 0;
        using var package = Package.Open(content, FileMode.Open, FileAccess.Read);
        using var document = SpreadsheetDocument.Open(
            package, new OpenSettings { MaxCharactersInPart = MaxPartCharacters });
        if (document is not { DocumentType: SpreadsheetDocumentType.Workbook, WorkbookPart: { } workbookPart }
            || workbookPart.Workbook is not { Sheets: { } sheets } workbook
            || document.StrictRelationshipFound)
            throw new InvalidDataException("Not an ordinary workbook.");
        var listed = all.Take(MaxProblems).ToList();
        var rewriter = new PackageRewriter(package, limits, cancellation);
        var bySheet = listed.ToLookup(problem => problem.Sheet);
        foreach (var sheet in sheets.Elements<S.Sheet>())
            if (FindWorksheet(workbookPart, sheet) is { } part)
                MarkCells(rewriter, part, bySheet[sheet.Name?.Value ?? ""]);
        var list = new ProblemSheet(listed, all.Count, isNewWorkbook);
        var styles = AddStyles(rewriter, workbookPart);
        if (FindProblemSheet(workbookPart, sheets) is { } existing)
            rewriter.Rewrite(existing.Uri, stream => list.Write(stream, styles));
        else
        {
            var names = sheets.Elements<S.Sheet>().Select(sheet => sheet.Name?.Value).ToHashSet();
            sheets.AppendChild(new S.Sheet
            {
                Name = Enumerable.Range(1, int.MaxValue)
                    .Select(i => i == 1 ? ProblemSheet.Name : $"{ProblemSheet.Name} ({i})")
                    .First(name => !names.Contains(name)),
                SheetId = sheets.Elements<S.Sheet>().Max(sheet => sheet.SheetId?.Value ?? 0) + 1,
                Id = rewriter.Add(workbookPart.Uri, PartKind.Worksheet, stream => list.Write(stream, styles)),
            });
            rewriter.Rewrite(workbookPart.Uri, stream => SpreadsheetPartWriter.Write(workbook, stream));
        }
        rewriter.Write(output);
    }

    private static WorksheetPart? FindWorksheet(WorkbookPart workbook, S.Sheet sheet) =>
        sheet.Id?.Value is { } id && workbook.TryGetPartById(id, out var part) ? part as WorksheetPart : null;

    private static WorksheetPart? FindProblemSheet(WorkbookPart workbook, S.Sheets sheets) =>
        sheets.Elements<S.Sheet>()
            .Where(sheet => sheet.Name?.Value?.StartsWith(ProblemSheet.Name, StringComparison.Ordinal) == true)
            .Select(sheet => FindWorksheet(workbook, sheet))
            .FirstOrDefault(part => part is not null && ProblemSheet.IsProblemSheet(workbook, part));

    private static ProblemStyles AddStyles(PackageRewriter rewriter, WorkbookPart workbook)
    {
        var stylesheet = workbook.WorkbookStylesPart?.Stylesheet ?? new();
        var styles = ProblemStyles.AddTo(stylesheet);
        if (workbook.WorkbookStylesPart is { } part) rewriter.Rewrite(part.Uri, Write);
        else rewriter.Add(workbook.Uri, PartKind.Styles, Write);
        return styles;

        void Write(Stream output) => SpreadsheetPartWriter.Write(stylesheet, output);
    }

    private static void MarkCells(PackageRewriter rewriter, WorksheetPart sheet, IEnumerable<ImportProblem> problems)
    {
        var byCell = problems.GroupBy(problem => problem.Cell).ToList();
        var commentsPart = sheet.WorksheetCommentsPart;
        if (byCell.Count == 0 && !SheetComments.HasMarks(commentsPart?.Comments)) return;
        var drawing = FindLegacyDrawing(sheet);
        var comments = new SheetComments(commentsPart?.Comments, drawing is null ? null : ReadText(drawing));
        comments.RemoveMarks();
        foreach (var cell in byCell) comments.Add(cell.Key, cell.Select(problem => problem.Message).Distinct());
        if (commentsPart is not null) rewriter.Rewrite(commentsPart.Uri, comments.Write);
        else rewriter.Add(sheet.Uri, PartKind.Comments, comments.Write);
        if (drawing is not null) rewriter.Rewrite(drawing.Uri, comments.WriteBoxes);
        else
        {
            var id = rewriter.Add(sheet.Uri, PartKind.VmlDrawing, comments.WriteBoxes);
            rewriter.Rewrite(sheet.Uri, stream => WriteWithLegacyDrawing(sheet, id, stream));
        }
    }

    // A sheet may have another VML drawing, of its header and footer.
    private static VmlDrawingPart? FindLegacyDrawing(WorksheetPart sheet)
    {
        if (!sheet.VmlDrawingParts.Any()) return null;
        using var reader = OpenPart(sheet);
        reader.MoveToContent();
        return reader.ReadToFollowing("legacyDrawing", reader.NamespaceURI)
            && reader.GetAttribute("id", RelationshipsNamespace) is { } id
            && sheet.TryGetPartById(id, out var part)
                ? part as VmlDrawingPart
                : null;
    }

    private static XmlReader OpenPart(OpenXmlPart part) =>
        XmlReader.Create(part.GetStream(FileMode.Open, FileAccess.Read), new() { CloseInput = true });

    private static string ReadText(VmlDrawingPart part)
    {
        using var reader = new StreamReader(part.GetStream(FileMode.Open, FileAccess.Read));
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        for (int read; (read = reader.Read(buffer)) > 0;)
            if (text.Append(buffer, 0, read).Length > MaxPartCharacters)
                throw new InvalidDataException("The drawing is too large.");
        return text.ToString();
    }

    // Copies the sheet node by node: it may be too large for memory.
    private static void WriteWithLegacyDrawing(WorksheetPart sheet, string id, Stream output)
    {
        using var reader = OpenPart(sheet);
        using var writer = XmlWriter.Create(
            output, new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize });
        reader.MoveToContent();
        writer.WriteStartDocument(standalone: true);
        var (mainNamespace, isWritten) = (reader.NamespaceURI, false);
        writer.WriteStartElement(reader.Prefix, reader.LocalName, mainNamespace);
        writer.WriteAttributes(reader, defattr: false);
        reader.Read();
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element && ElementsAfterLegacyDrawing.Contains(reader.LocalName))
                WriteLegacyDrawing();
            writer.WriteNode(reader, defattr: false);
        }
        WriteLegacyDrawing();
        writer.WriteEndElement();

        void WriteLegacyDrawing()
        {
            if (isWritten) return;
            isWritten = true;
            writer.WriteStartElement("legacyDrawing", mainNamespace);
            writer.WriteAttributeString("r", "id", RelationshipsNamespace, id);
            writer.WriteEndElement();
        }
    }
}

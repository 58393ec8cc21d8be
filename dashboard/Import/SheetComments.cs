using System.Text;
using System.Xml;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using IpMonitor.Dashboard.Http;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The comments of a worksheet with those of a check: the comments of an earlier check are removed, comments of others
/// are kept, and a problem of a cell that has one is appended to it.
/// </summary>
/// <remarks>
/// Office programs show a comment in the box of a VML drawing. The heading of the text, not the author, tells the
/// comments of a check apart: some programs do not keep authors.
/// </remarks>
internal sealed class SheetComments
{
    private const string Author = "IpMonitor";
    private const string Heading = $"{Author}：";
    // A box is as wide as this number of columns; a line of it has about this number of characters.
    private const int BoxColumns = 4, CharactersPerLine = 20;
    private const int MaxBoxRows = 24;

    private static readonly XNamespace Vml = "urn:schemas-microsoft-com:vml";
    private static readonly XNamespace VmlOffice = "urn:schemas-microsoft-com:office:office";
    private static readonly XNamespace VmlExcel = "urn:schemas-microsoft-com:office:excel";

    private readonly S.Comments _comments;
    private readonly XDocument _drawing;
    private readonly Dictionary<(string? Row, string? Column), XElement> _boxes;
    private readonly Dictionary<string, S.Comment> _byCell;
    private int _lastShape;

    public SheetComments(S.Comments? comments, string? vml)
    {
        _comments = comments ?? new();
        _comments.Authors ??= new();
        _comments.CommentList ??= new();
        // Some programs leave line breaks of HTML open.
        _drawing = vml is null ? CreateDrawing() : XDocument.Parse(
            vml.Replace("<br>", "<br/>", StringComparison.OrdinalIgnoreCase), LoadOptions.PreserveWhitespace);
        _byCell = _comments.CommentList.Elements<S.Comment>().Where(comment => comment.Reference?.Value is not null)
            .DistinctBy(comment => comment.Reference!.Value!).ToDictionary(comment => comment.Reference!.Value!);
        _boxes = _drawing.Descendants(VmlExcel + "ClientData")
            .Where(data => (string?)data.Attribute("ObjectType") == "Note" && data.Parent is not null)
            .DistinctBy(GetPlace).ToDictionary(GetPlace, data => data.Parent!);
        _lastShape = _drawing.Descendants(Vml + "shape")
            .Select(shape => (string?)shape.Attribute("id") ?? "")
            .Select(id => int.TryParse(id.AsSpan(id.LastIndexOf('s') + 1), out var number) ? number : 0)
            .Append(1024).Max();
    }

    /// <summary>Returns true if a sheet has comments of an earlier check.</summary>
    public static bool HasMarks(S.Comments? comments) =>
        comments?.CommentList?.InnerText.Contains(Heading, StringComparison.Ordinal) == true;

    /// <summary>Removes the comments of an earlier check.</summary>
    public void RemoveMarks()
    {
        foreach (var (cell, comment) in _byCell.ToList())
        {
            if (comment.CommentText is not { } text || !RemoveMark(text) || text.InnerText.Length > 0) continue;
            comment.Remove();
            _byCell.Remove(cell);
            var (column, row) = SpreadsheetRow.ParseAddress(cell);
            if (_boxes.Remove(($"{row - 1}", $"{column}"), out var box)) box.Remove();
        }
    }

    /// <summary>Adds the problems of a cell.</summary>
    public void Add(string cell, IEnumerable<string> messages)
    {
        var text = XmlCharacters.RemoveInvalid(string.Join('\n', messages));
        if (!_byCell.TryGetValue(cell, out var existing))
        {
            _byCell.Add(cell, existing = new() { Reference = cell, AuthorId = GetAuthor(), CommentText = new() });
            _comments.CommentList!.AppendChild(existing);
            AddBox(cell, text);
        }
        existing.CommentText ??= new();
        var start = existing.CommentText.InnerText.Length > 0 ? "\n" : "";
        existing.CommentText.Append(CreateRun($"{start}{Heading}\n", isBold: true), CreateRun(text, isBold: false));
    }

    /// <summary>Writes the comments.</summary>
    public void Write(Stream output) => SpreadsheetPartWriter.Write(_comments, output);

    /// <summary>Writes the VML drawing.</summary>
    public void WriteBoxes(Stream output)
    {
        using var writer = XmlWriter.Create(
            output, new() { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false) });
        _drawing.Save(writer);
    }

    // Returns true if the text had a mark: the heading and everything after it. LibreOffice splits runs by script.
    private static bool RemoveMark(S.CommentText comment)
    {
        if (comment.InnerText.IndexOf(Heading, StringComparison.Ordinal) is not (>= 0 and var start)) return false;
        var kept = comment.InnerText[..start].TrimEnd('\n').Length;
        foreach (var text in comment.Descendants<S.Text>())
        {
            var own = text.Text.Length;
            text.Text = text.Text[..Math.Clamp(kept, 0, own)];
            kept -= own;
        }
        foreach (var run in comment.Elements<S.Run>().Where(run => run.InnerText.Length == 0).ToList()) run.Remove();
        return true;
    }

    private static S.Run CreateRun(string text, bool isBold)
    {
        var properties = new S.RunProperties();
        if (isBold) properties.Append(new S.Bold());
        properties.Append(
            new S.FontSize { Val = 9 }, new S.Color { Indexed = 81 }, new S.RunFont { Val = "等线" },
            new S.RunPropertyCharSet { Val = 134 });
        return new(properties, new S.Text(text) { Space = SpaceProcessingModeValues.Preserve });
    }

    private uint GetAuthor()
    {
        var index = _comments.Authors!.Elements<S.Author>().Index().Where(author => author.Item.Text == Author)
            .Select(author => (int?)author.Index).FirstOrDefault();
        if (index is not null) return (uint)index;
        _comments.Authors!.AppendChild(new S.Author(Author));
        return (uint)_comments.Authors!.ChildElements.Count - 1;
    }

    private static (string? Row, string? Column) GetPlace(XElement clientData) =>
        ((string?)clientData.Element(VmlExcel + "Row"), (string?)clientData.Element(VmlExcel + "Column"));

    private void AddBox(string cell, string text)
    {
        var (column, row) = SpreadsheetRow.ParseAddress(cell);
        var lines = 1 + text.Split('\n').Sum(line => line.Length / CharactersPerLine + 1);
        var top = Math.Max(0, row - 2);
        var anchor = $"{column + 1}, 15, {top}, 4, {column + 1 + BoxColumns}, 15, "
            + $"{top + Math.Min(lines + 1, MaxBoxRows)}, 4";
        _drawing.Root!.Add(new XElement(
            Vml + "shape", new XAttribute("id", $"_x0000_s{++_lastShape}"), new XAttribute("type", "#_x0000_t202"),
            new XAttribute("style", "position:absolute;z-index:1;visibility:hidden"),
            new XAttribute("fillcolor", "#fdecea"), new XAttribute(VmlOffice + "insetmode", "auto"),
            new XElement(Vml + "fill", new XAttribute("color2", "#fdecea")),
            new XElement(
                Vml + "shadow", new XAttribute("on", "t"), new XAttribute("color", "black"),
                new XAttribute("obscured", "t")),
            new XElement(Vml + "path", new XAttribute(VmlOffice + "connecttype", "none")),
            new XElement(
                Vml + "textbox", new XAttribute("style", "mso-direction-alt:auto"),
                new XElement("div", new XAttribute("style", "text-align:left"), "")),
            new XElement(
                VmlExcel + "ClientData", new XAttribute("ObjectType", "Note"), new XElement(VmlExcel + "MoveWithCells"),
                new XElement(VmlExcel + "SizeWithCells"), new XElement(VmlExcel + "Anchor", anchor),
                new XElement(VmlExcel + "AutoFill", "False"), new XElement(VmlExcel + "Row", $"{row - 1}"),
                new XElement(VmlExcel + "Column", $"{column}"))));
        if (_drawing.Root.Elements(Vml + "shapetype").All(type => (string?)type.Attribute("id") != "_x0000_t202"))
            _drawing.Root.AddFirst(CreateShapeType());
    }

    private static XDocument CreateDrawing() => new(new XElement(
        "xml", new XAttribute(XNamespace.Xmlns + "v", Vml), new XAttribute(XNamespace.Xmlns + "o", VmlOffice),
        new XAttribute(XNamespace.Xmlns + "x", VmlExcel),
        new XElement(
            VmlOffice + "shapelayout", new XAttribute(Vml + "ext", "edit"),
            new XElement(
                VmlOffice + "idmap", new XAttribute(Vml + "ext", "edit"), new XAttribute("data", "1")))));

    private static XElement CreateShapeType() => new(
        Vml + "shapetype", new XAttribute("id", "_x0000_t202"), new XAttribute("coordsize", "21600,21600"),
        new XAttribute(VmlOffice + "spt", "202"), new XAttribute("path", "m,l,21600r21600,l21600,xe"),
        new XElement(Vml + "stroke", new XAttribute("joinstyle", "miter")),
        new XElement(
            Vml + "path", new XAttribute("gradientshapeok", "t"), new XAttribute(VmlOffice + "connecttype", "rect")));
}

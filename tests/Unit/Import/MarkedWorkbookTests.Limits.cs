using System.IO.Packaging;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.UnitTests.Import;

/// <summary>Tests of marking damaged, unusual and large workbooks.</summary>
public sealed partial class MarkedWorkbookTests
{
    [Fact]
    public void A_file_that_is_no_ordinary_workbook_is_not_edited()
    {
        byte[][] files =
        [
            ClerkWorkbook.Create(type: SpreadsheetDocumentType.MacroEnabledWorkbook),
            WorkbookEditor.Edit(ClerkWorkbook.Create(), workbook =>
            {
                foreach (var part in workbook.WorksheetParts.SelectMany(sheet => sheet.VmlDrawingParts))
                    part.FeedData(new MemoryStream("<xml><v>"u8.ToArray()));
            }),
            "PK\u0003\u0004"u8.ToArray(),
        ];
        foreach (var file in files)
        {
            using var output = new MemoryStream();
            Assert.False(new MarkedWorkbook(Problems, new(), default).TryWrite(new MemoryStream(file), output));
            Assert.Equal(0, output.Length);
        }
    }

    [Fact]
    public void A_relationship_to_a_missing_part_is_left_out()
    {
        using var file = new MemoryStream();
        file.Write(ClerkWorkbook.Create());
        using (var package = Package.Open(file, FileMode.Open, FileAccess.ReadWrite))
            package.GetPart(new("/xl/workbook.xml", UriKind.Relative)).CreateRelationship(
                new("theme/theme1.xml", UriKind.Relative), TargetMode.Internal,
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme");
        var marked = Mark(file.ToArray(), Problems);
        Assert.Empty(WorkbookEditor.Validate(marked));
        Assert.Equal(3, WorkbookEditor.ReadComments(marked, ClerkWorkbook.Sheet).Count);
    }

    [Fact]
    public void A_part_that_unpacks_beyond_the_limit_is_refused()
    {
        var bomb = WorkbookEditor.Edit(ClerkWorkbook.Create(), workbook =>
            workbook.AddNewPart<CustomXmlPart>("application/xml").FeedData(new MemoryStream(new byte[3 << 20])));
        Assert.Equal("workbook_too_large", Assert.Throws<RequestRejectedException>(() =>
            new MarkedWorkbook(Problems, new() { MaxUnpackedMegabytes = 2 }, default)
                .TryWrite(new MemoryStream(bomb), new MemoryStream())).Code);
    }

    // Without namespace prefixes, which a writer may choose.
    private static string Normalize(XElement element)
    {
        element.DescendantsAndSelf().Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
        return element.ToString();
    }

    [Fact]
    public void A_large_sheet_is_not_held_in_memory()
    {
        var cells = string.Concat("ABCDEFGHIJKL".Select(column => $"<c r=\"{column}9\"><v>1</v></c>"));
        var large = WorkbookEditor.Edit(ClerkWorkbook.Create(hasComment: false), workbook =>
        {
            using var part = new StreamWriter(
                WorkbookEditor.FindSheet(workbook, ClerkWorkbook.Sheet).GetStream(FileMode.Create));
            part.Write("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
            for (var row = 1; row <= 10_000; row++) part.Write($"<row>{cells}</row>");
            part.Write("</sheetData></worksheet>");
        });
        var asTree = MeasureAllocation(() => WorkbookEditor.Read(large, workbook =>
            WorkbookEditor.FindSheet(workbook, ClerkWorkbook.Sheet).Worksheet!.Descendants().Count()));
        var marking = MeasureAllocation(() => Mark(large, Problems));
        Assert.True(marking < asTree / 4, $"Marking allocates {marking:N0} bytes, a tree of the sheet {asTree:N0}.");
    }

    // Measures this thread only; other tests run in parallel.
    private static long MeasureAllocation(Action action)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - allocated;
    }
}

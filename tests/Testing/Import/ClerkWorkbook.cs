using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Import;
using SheetCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace IpMonitor.Testing.Import;

/// <summary>
/// A workbook as a clerk keeps it: formulas, choices, merged cells, a comment, formats and a hidden sheet.
/// </summary>
internal static class ClerkWorkbook
{
    public const string Sheet = "四月 O'Neil";
    public const string Comment = "张三：按台账填写";

    /// <summary>Creates the workbook; A1:E1 hold the header, C3 a formula, and A3 has a comment if asked for.</summary>
    public static byte[] Create(bool hasComment = true, SpreadsheetDocumentType type = SpreadsheetDocumentType.Workbook)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, type))
        {
            var workbook = document.AddWorkbookPart();
            Write(workbook.AddNewPart<WorkbookStylesPart>(), CreateStyles());
            var sheet = workbook.AddNewPart<WorksheetPart>();
            var worksheet = CreateWorksheet();
            if (hasComment) AddComment(sheet, worksheet);
            Write(sheet, worksheet);
            var hidden = workbook.AddNewPart<WorksheetPart>();
            Write(hidden, new Worksheet(new SheetData(CreateRow(1, "选项一", "选项二"))));
            Write(workbook, new Workbook(
                new Sheets(
                    new Sheet { Name = Sheet, SheetId = 7, Id = workbook.GetIdOfPart(sheet) },
                    new Sheet
                    {
                        Name = "隐藏",
                        SheetId = 9,
                        Id = workbook.GetIdOfPart(hidden),
                        State = SheetStateValues.Hidden,
                    }),
                new DefinedNames(new DefinedName("'隐藏'!$A$1:$B$1") { Name = "选项" })));
        }
        return file.ToArray();
    }

    private static void Write(OpenXmlPart part, OpenXmlPartRootElement root)
    {
        using var stream = part.GetStream(FileMode.Create);
        SpreadsheetPartWriter.Write(root, stream);
    }

    private static Stylesheet CreateStyles() => new(
        new Fonts(new Font(new FontSize { Val = 12 }, new FontName { Val = "宋体" })),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 9, ApplyNumberFormat = true }));

    private static Worksheet CreateWorksheet() => new(
        new Columns(new Column { Min = 1, Max = 1, Width = 30, CustomWidth = true }),
        new SheetData(
            CreateRow(1, "市", "指标", "数值", "日期", "说明"),
            CreateRow(2, "溜博市", "走访企业", 12m, new DateOnly(2025, 4, 20), "=cmd|x"),
            CreateRow(3, "济南市", "走访企业", "=SUM(C2,1)", new DateOnly(2025, 4, 21), "换行\n第二行")),
        new MergeCells(new MergeCell { Reference = "G1:H2" }),
        new DataValidations(new DataValidation(new Formula1("选项"))
        {
            Type = DataValidationValues.List,
            SequenceOfReferences = new([new StringValue("A2:A100")]),
        }),
        new PageMargins { Left = 0.5, Right = 0.5, Top = 0.5, Bottom = 0.5, Header = 0.3, Footer = 0.3 },
        new PageSetup { Orientation = OrientationValues.Landscape });

    private static Row CreateRow(uint number, params object[] values)
    {
        var row = new Row { RowIndex = number };
        foreach (var (index, value) in values.Index())
        {
            var cell = new SheetCell { CellReference = $"{(char)('A' + index)}{number}" };
            switch (value)
            {
                case string text when number == 3 && text.StartsWith('='):
                    (cell.CellFormula, cell.CellValue) = (new(text[1..]), new("13"));
                    break;
                case string text:
                    (cell.DataType, cell.InlineString) = (CellValues.InlineString, new(new Text(text)));
                    break;
                case DateOnly day:
                    (cell.StyleIndex, cell.CellValue) = (1, new(day.ToDateTime(TimeOnly.MinValue).ToOADate()));
                    break;
                case decimal amount:
                    cell.CellValue = new(amount);
                    break;
            }
            row.Append(cell);
        }
        return row;
    }

    private static void AddComment(WorksheetPart sheet, Worksheet worksheet)
    {
        Write(sheet.AddNewPart<WorksheetCommentsPart>(), new Comments(
            new Authors(new Author("张三")),
            new CommentList(new Comment { Reference = "A3", AuthorId = 0, CommentText = new(new Text(Comment)) })));
        var drawing = sheet.AddNewPart<VmlDrawingPart>();
        using (var writer = new StreamWriter(drawing.GetStream(FileMode.Create)))
            writer.Write("""
                <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
                 xmlns:x="urn:schemas-microsoft-com:office:excel">
                 <v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>
                 <v:shape id="_x0000_s1030" type="#_x0000_t202" style='position:absolute;visibility:hidden'>
                  <v:textbox><div style='text-align:left'>a<br>b</div></v:textbox>
                  <x:ClientData ObjectType="Note"><x:Anchor>1, 15, 1, 10, 3, 15, 5, 4</x:Anchor>
                   <x:Row>2</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>
                """);
        worksheet.Append(new LegacyDrawing { Id = sheet.GetIdOfPart(drawing) });
    }
}

using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using IpMonitor.Dashboard.Http;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>The sheet that lists an import's problems with links to their cells.</summary>
internal sealed class ProblemSheet(IReadOnlyList<ImportProblem> problems, int problemCount, bool isNewWorkbook)
{
    /// <summary>The name of the sheet. Reading ignores it.</summary>
    public const string Name = "问题";

    private const string TabColor = "FFC0392B";
    private const double HeadingHeight = 24, LineHeight = 16, RowPadding = 6;
    private static readonly string[] Titles = ["工作表", "单元格", "栏目", "问题"];
    private static readonly double[] Widths = [18, 10, 14, 88];

    /// <summary>Returns true if a worksheet is the list of an earlier check.</summary>
    public static bool IsProblemSheet(WorkbookPart workbook, WorksheetPart sheet)
    {
        using var reader = OpenXmlReader.Create(sheet);
        while (reader.Read())
            if (reader.ElementType == typeof(S.Row))
                return ((S.Row)reader.LoadCurrentElement()!).Elements<S.Cell>().Select(cell => ReadText(workbook, cell))
                    .SequenceEqual(Titles);
        return false;
    }

    /// <summary>Writes the part of the sheet.</summary>
    public void Write(Stream output, ProblemStyles styles)
    {
        var rows = new S.SheetData();
        AddRow(Titles, styles.Heading, styles.Heading);
        if (isNewWorkbook)
            AddRow(
                ["", "", "说明", "原文件不是可以加批注的 .xlsx 工作簿，这是按原文件另建的新工作簿。请在这里改正后上传，或者改正原文件。"],
                styles.Text, styles.Text);
        var firstProblem = rows.ChildElements.Count + 1;
        foreach (var problem in problems)
            AddRow(
                [problem.Sheet, problem.Cell, ImportFields.GetTitle(problem.Field), problem.Message],
                styles.Text, styles.Link);
        if (problemCount > problems.Count)
            AddRow(
                ["", "", "说明", $"共 {problemCount:N0} 个问题，只列出并标出前 {problems.Count:N0} 个。改正以后再上传，会列出其余的。"],
                styles.Text, styles.Text);
        var worksheet = new S.Worksheet();
        worksheet.Append(new S.SheetProperties(
            new S.TabColor { Rgb = TabColor }, new S.PageSetupProperties { FitToPage = true }));
        worksheet.Append(new S.SheetViews(new S.SheetView(
            new S.Pane
            {
                VerticalSplit = 1,
                TopLeftCell = "A2",
                ActivePane = S.PaneValues.BottomLeft,
                State = S.PaneStateValues.Frozen,
            })
        { ShowGridLines = false, WorkbookViewId = 0 }));
        worksheet.Append(new S.Columns(Widths.Index().Select(width => new S.Column
        {
            Min = (uint)width.Index + 1,
            Max = (uint)width.Index + 1,
            Width = width.Item,
            CustomWidth = true,
        })));
        worksheet.Append(rows);
        if (problems.Count > 0)
            worksheet.Append(new S.Hyperlinks(problems.Index().Select(problem => new S.Hyperlink
            {
                Reference = $"B{firstProblem + problem.Index}",
                Location = XmlCharacters.RemoveInvalid(
                    $"'{problem.Item.Sheet.Replace("'", "''", StringComparison.Ordinal)}'!{problem.Item.Cell}"),
                Display = problem.Item.Cell,
            })));
        worksheet.Append(new S.PageMargins
        {
            Left = 0.4,
            Right = 0.4,
            Top = 0.6,
            Bottom = 0.6,
            Header = 0.3,
            Footer = 0.3,
        });
        worksheet.Append(new S.PageSetup
        {
            PaperSize = 9,
            Orientation = S.OrientationValues.Landscape,
            FitToWidth = 1,
            FitToHeight = 0,
        });
        worksheet.Append(new S.HeaderFooter(new S.OddFooter("&C第 &P 页，共 &N 页")));
        SpreadsheetPartWriter.Write(worksheet, output);

        void AddRow(string[] texts, uint style, uint linkStyle)
        {
            var number = rows.ChildElements.Count + 1;
            var lines = texts.Zip(Widths, CountLines).Max();
            rows.Append(new S.Row(texts.Index().Select(text => new S.Cell
            {
                CellReference = $"{SpreadsheetRow.GetColumnLetters(text.Index)}{number}",
                StyleIndex = text.Index == 1 ? linkStyle : style,
                DataType = S.CellValues.InlineString,
                InlineString = new(new S.Text(XmlCharacters.RemoveInvalid(text.Item))
                {
                    Space = SpaceProcessingModeValues.Preserve,
                }),
            }))
            {
                RowIndex = (uint)number,
                Height = number == 1 ? HeadingHeight : lines * LineHeight + RowPadding,
                CustomHeight = true,
            });
        }
    }

    // Not all programs adapt the height of rows when they open a file. A Chinese character is as wide as two digits.
    private static double CountLines(string text, double width) =>
        text.Split('\n').Sum(line => Math.Max(1, Math.Ceiling(line.Sum(c => c < 0x2000 ? 1 : 2) / (width - 2))));

    // Office programs move inline text to the table of shared strings.
    private static string? ReadText(WorkbookPart workbook, S.Cell cell)
    {
        if (cell.DataType?.Value != S.CellValues.SharedString) return cell.InnerText;
        if (workbook.SharedStringTablePart is not { } part || !int.TryParse(cell.InnerText, out var index)) return null;
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
            if (reader.ElementType == typeof(S.SharedStringItem)
                && reader.LoadCurrentElement() is { } item
                && index-- == 0)
                return item.InnerText;
        return null;
    }
}

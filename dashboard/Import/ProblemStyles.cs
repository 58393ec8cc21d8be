using DocumentFormat.OpenXml;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace IpMonitor.Dashboard.Import;

/// <summary>The indexes of the cell formats of the problem sheet in a workbook's style sheet.</summary>
internal sealed record ProblemStyles(uint Heading, uint Text, uint Link)
{
    private const string HeadingFill = "FF1F4E79", LinkColor = "FF0563C1", LineColor = "FFC9D1DB";

    /// <summary>Adds the formats to a style sheet, in the workbook's own font, unless they are there already.</summary>
    public static ProblemStyles AddTo(S.Stylesheet styles)
    {
        styles.Fonts ??= new(new S.Font());
        styles.Fills ??= new(
            new S.Fill(new S.PatternFill { PatternType = S.PatternValues.None }),
            new S.Fill(new S.PatternFill { PatternType = S.PatternValues.Gray125 }));
        styles.Borders ??= new(new S.Border());
        styles.CellStyleFormats ??= new(new S.CellFormat());
        styles.CellFormats ??= new(new S.CellFormat());
        var border = IndexOf(styles.Borders, new S.Border(
            CreateLine<S.LeftBorder>(), CreateLine<S.RightBorder>(), CreateLine<S.TopBorder>(),
            CreateLine<S.BottomBorder>(), new S.DiagonalBorder()));
        var fill = IndexOf(styles.Fills, new S.Fill(new S.PatternFill(new S.ForegroundColor { Rgb = HeadingFill })
        {
            PatternType = S.PatternValues.Solid,
        }));
        var heading = CreateFont("FFFFFFFF");
        heading.Bold = new();
        var link = CreateFont(LinkColor);
        link.Underline = new();
        var result = new ProblemStyles(
            AddFormat(heading, fill, S.HorizontalAlignmentValues.Center),
            AddFormat(CreateFont("FF000000"), 0, S.HorizontalAlignmentValues.Left),
            AddFormat(link, 0, S.HorizontalAlignmentValues.Left));
        styles.Fonts.Count = (uint)styles.Fonts.ChildElements.Count;
        styles.Fills.Count = (uint)styles.Fills.ChildElements.Count;
        styles.Borders.Count = (uint)styles.Borders.ChildElements.Count;
        styles.CellFormats.Count = (uint)styles.CellFormats.ChildElements.Count;
        return result;

        S.Font CreateFont(string color)
        {
            var own = styles.Fonts.GetFirstChild<S.Font>();
            return new()
            {
                FontSize = (S.FontSize?)own?.FontSize?.CloneNode(true) ?? new S.FontSize { Val = 11 },
                Color = new() { Rgb = color },
                FontName = (S.FontName?)own?.FontName?.CloneNode(true) ?? new S.FontName { Val = "等线" },
            };
        }

        uint AddFormat(S.Font font, uint fillIndex, S.HorizontalAlignmentValues horizontal) =>
            IndexOf(styles.CellFormats, new S.CellFormat(new S.Alignment
            {
                Horizontal = horizontal,
                Vertical = S.VerticalAlignmentValues.Center,
                WrapText = true,
            })
            {
                NumberFormatId = 0,
                FontId = IndexOf(styles.Fonts, font),
                FillId = fillIndex,
                BorderId = border,
                FormatId = 0,
                ApplyFont = true,
                ApplyFill = true,
                ApplyBorder = true,
                ApplyAlignment = true,
            });
    }

    private static T CreateLine<T>() where T : S.BorderPropertiesType, new() =>
        new() { Style = S.BorderStyleValues.Thin, Color = new() { Rgb = LineColor } };

    private static uint IndexOf(OpenXmlElement collection, OpenXmlElement item)
    {
        var existing = collection.ChildElements.Index().FirstOrDefault(child => child.Item.OuterXml == item.OuterXml);
        if (existing.Item is not null) return (uint)existing.Index;
        collection.AppendChild(item);
        return (uint)collection.ChildElements.Count - 1;
    }
}

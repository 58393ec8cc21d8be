using System.Drawing;
using IpMonitor.Dashboard.Workbooks;
using SpreadCheetah;
using SpreadCheetah.Styling;

namespace IpMonitor.Dashboard.Import;

/// <summary>The cell styles of generated workbooks.</summary>
internal static class SheetStyles
{
    public const string TextFormat = "@";
    public const string DateFormat = ExportCell.DayFormat;
    public const string CountFormat = "#,##0";
    public const string MoneyFormat = "#,##0.00";

    private static readonly Color Dark = Color.FromArgb(0x1F, 0x4E, 0x79);
    private static readonly Color Pale = Color.FromArgb(0xDD, 0xE8, 0xF4);
    private static readonly Color Line = Color.FromArgb(0xC9, 0xD1, 0xDB);
    private static readonly Color Quiet = Color.FromArgb(0x6B, 0x76, 0x82);

    /// <summary>
    /// The options of every generated workbook: cells with addresses, and the font of Chinese Office (等线).
    /// </summary>
    public static SpreadCheetahOptions CreateOptions(string title) => new()
    {
        WriteCellReferenceAttributes = true,
        PreserveStringWhitespace = true,
        DefaultDateTimeFormat = NumberFormat.Custom(DateFormat),
        DefaultFont = new() { Name = "DengXian", Size = 11 },
        DocumentProperties = new() { Author = "IpMonitor", Title = title },
    };

    /// <summary>A heading that must be filled in.</summary>
    public static Style RequiredHeading => CreateHeading(Dark, Color.White);

    /// <summary>A heading that may be left blank.</summary>
    public static Style Heading => CreateHeading(Pale, Dark);

    /// <summary>A heading over values for reference.</summary>
    public static Style ReferenceHeading => CreateHeading(Color.FromArgb(0xEE, 0xEE, 0xEE), Quiet);

    /// <summary>The title of a page of text.</summary>
    public static Style Title => new() { Font = { Bold = true, Size = 14, Color = Dark } };

    /// <summary>A paragraph of a page of text.</summary>
    public static Style Paragraph => new() { Alignment = { WrapText = true, Vertical = VerticalAlignment.Top } };

    /// <summary>A cell that is filled in already.</summary>
    public static Style CreateGiven(string format) => CreateBordered(format);

    /// <summary>A cell with a value for reference.</summary>
    public static Style CreateReference(string format) =>
        CreateBordered(format) with { Font = new() { Color = Quiet } };

    /// <summary>A cell to fill in.</summary>
    public static Style CreateEntry(string format) =>
        CreateBordered(format) with { Fill = new() { Color = Color.FromArgb(0xFF, 0xFB, 0xE6) } };

    /// <summary>A cell with a problem.</summary>
    public static Style CreateWrong(string? format) =>
        CreatePlain(format) with { Fill = new() { Color = Color.FromArgb(0xFB, 0xE3, 0xE6) } };

    /// <summary>A cell with a number format only; null for General.</summary>
    public static Style CreatePlain(string? format) =>
        new() { Format = format is null ? null : NumberFormat.Custom(format) };

    private static Style CreateHeading(Color fill, Color font) => new()
    {
        Font = { Bold = true, Color = font },
        Fill = { Color = fill },
        Border = CreateBorder(),
        Alignment =
        {
            WrapText = true, Horizontal = HorizontalAlignment.Center, Vertical = VerticalAlignment.Center,
        },
    };

    private static Style CreateBordered(string format) => CreatePlain(format) with
    {
        Border = CreateBorder(),
        Alignment = new() { WrapText = format == TextFormat, Vertical = VerticalAlignment.Center },
    };

    private static Border CreateBorder()
    {
        var edge = new EdgeBorder { BorderStyle = BorderStyle.Thin, Color = Line };
        return new() { Left = edge, Right = edge, Top = edge, Bottom = edge };
    }
}

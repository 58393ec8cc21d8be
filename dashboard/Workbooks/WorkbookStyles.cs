using System.Drawing;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>The styles of a workbook, each added when it is first used.</summary>
internal sealed class WorkbookStyles(Spreadsheet workbook)
{
    private const double TitleSize = 14, TitleHeight = 24, RowHeight = 18;
    private static readonly Color Tint = Color.FromArgb(0xE9, 0xF1, 0xFA);
    private static readonly Color Line = Color.FromArgb(0xB9, 0xC2, 0xCC);
    private static readonly Color FootColor = Color.FromArgb(0x4A, 0x55, 0x61);
    private readonly Dictionary<object, StyleId> _added = [];

    /// <summary>Style of the title.</summary>
    public StyleId Title => Get("title", () => new()
    {
        Font = new() { Bold = true, Size = TitleSize },
        Alignment = new() { Vertical = VerticalAlignment.Center },
    });

    /// <summary>Options of the row of the title.</summary>
    public RowOptions TitleRow { get; } = new() { Height = TitleHeight };

    /// <summary>Options of the other rows.</summary>
    public RowOptions Row { get; } = new() { Height = RowHeight };

    /// <summary>Style of a title over several columns.</summary>
    public StyleId Group => Get("group", () => CreateHeader(HorizontalAlignment.Center));

    /// <summary>Style of a line of the foot.</summary>
    public StyleId Foot => Get("foot", () => new()
    {
        Font = new() { Color = FootColor },
        Alignment = new() { WrapText = true, Vertical = VerticalAlignment.Top },
    });

    /// <summary>Returns the style of a column's title.</summary>
    /// <param name="isEnd">True if the column is aligned to the right.</param>
    /// <param name="isIndented">True if a text is kept apart from the column before.</param>
    public StyleId GetHeader(bool isEnd, bool isIndented) => Get(("header", isEnd, isIndented), () =>
    {
        var style = CreateHeader(isEnd ? HorizontalAlignment.Right : HorizontalAlignment.Left);
        if (!isEnd && isIndented) style.Alignment.Indent = 1;
        return style;
    });

    /// <summary>Returns the style of a cell in a column.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isEnd">True if the column is aligned to the right.</param>
    /// <param name="isIndented">True if a left cell is kept apart from the column before.</param>
    public StyleId Get(ExportCell cell, bool isEnd, bool isIndented)
    {
        HorizontalAlignment? side = cell.Value is null ? null
            : isEnd ? HorizontalAlignment.Right
            : isIndented ? HorizontalAlignment.Left
            : null;
        return Get((cell.Format, cell.IsTotal, side), () =>
        {
            var style = new Style();
            style.Alignment.Vertical = VerticalAlignment.Center;
            if (cell.Format is { } format) style.Format = NumberFormat.Custom(format);
            if (side is { } known) style.Alignment.Horizontal = known;
            if (side == HorizontalAlignment.Left) style.Alignment.Indent = 1;
            if (cell.IsTotal) (style.Font.Bold, style.Border.Top) = (true, CreateLine());
            return style;
        });
    }

    private StyleId Get(object key, Func<Style> create)
    {
        if (!_added.TryGetValue(key, out var id)) _added.Add(key, id = workbook.AddStyle(create()));
        return id;
    }

    private static Style CreateHeader(HorizontalAlignment alignment) => new()
    {
        Font = new() { Bold = true },
        Fill = new() { Color = Tint },
        Border = new() { Bottom = CreateLine() },
        Alignment = new() { Horizontal = alignment, Vertical = VerticalAlignment.Center },
    };

    private static EdgeBorder CreateLine() => new() { BorderStyle = BorderStyle.Thin, Color = Line };
}

using System.Globalization;

namespace IpMonitor.Dashboard.Import;

/// <summary>A rectangle of cells by zero-based columns and one-based rows, bounds included.</summary>
internal readonly record struct CellRange(int FirstColumn, int FirstRow, int LastColumn, int LastRow)
{
    public bool Contains(int column, int row) =>
        column >= FirstColumn && column <= LastColumn && row >= FirstRow && row <= LastRow;

    /// <summary>Parses an address such as A1 or A1:C3; null if it is no range.</summary>
    public static CellRange? Parse(string text)
    {
        var separator = text.IndexOf(':', StringComparison.Ordinal);
        var (first, last) = separator < 0 ? (text, text) : (text[..separator], text[(separator + 1)..]);
        return ParseAddress(first) is var (firstColumn, firstRow)
            && ParseAddress(last) is var (lastColumn, lastRow)
            && firstColumn <= lastColumn
            && firstRow <= lastRow
                ? new(firstColumn, firstRow, lastColumn, lastRow)
                : null;
    }

    /// <summary>Parses the column letters of an address; null if there are none.</summary>
    public static int? ParseColumn(string address)
    {
        var column = 0;
        foreach (var c in address.TakeWhile(char.IsAsciiLetter))
            if ((column = column * 26 + char.ToUpperInvariant(c) - 'A' + 1) > 16_384) break;
        return column == 0 ? null : column - 1;
    }

    /// <summary>Parses the address of a cell, such as D17 or $D$17; null if it is none.</summary>
    public static (int Column, int Row)? ParseAddress(string text)
    {
        var address = text.Replace("$", "", StringComparison.Ordinal);
        var digits = address.AsSpan(address.TakeWhile(char.IsAsciiLetter).Count());
        return ParseColumn(address) is { } column
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
                ? (column, row)
                : null;
    }
}

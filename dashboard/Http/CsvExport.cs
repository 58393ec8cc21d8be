using System.Globalization;
using System.Text;
using CsvHelper;

namespace IpMonitor.Dashboard.Http;

/// <summary>
/// Writes CSV in UTF-8 with a byte order mark, which spreadsheets need; neutralizes formulas in cells.
/// </summary>
internal static class CsvExport
{
    // Spreadsheets also evaluate the full-width and small forms.
    private const string FormulaStarters = "=+-@＝＋－＠﹦﹢﹣﹫";

    /// <summary>Writes a header and rows, chunk by chunk.</summary>
    /// <remarks>The CSV writer is synchronous and a response is not, so each chunk is buffered.</remarks>
    /// <param name="body">Stream of the response.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="chunks">Rows in chunks; without a chunk nothing is written.</param>
    public static async Task Write(Stream body, string[] header, IAsyncEnumerable<IEnumerable<string[]>> chunks)
    {
        var isFirst = true;
        await foreach (var chunk in chunks)
        {
            using var buffer = new MemoryStream();
            WriteRows(buffer, isFirst ? chunk.Prepend(header) : chunk, isFirst);
            isFirst = false;
            buffer.Position = 0;
            await buffer.CopyToAsync(body);
        }
    }

    private static void WriteRows(Stream buffer, IEnumerable<string[]> rows, bool isFirst)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: isFirst);
        using var text = new StreamWriter(buffer, encoding, leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { Separator = ',' }, true);
        foreach (var row in rows) csv.WriteRecord(row.Select(NeutralizeFormula).ToArray());
    }

    /// <summary>
    /// Puts an apostrophe before a cell that a spreadsheet may evaluate: one that begins with a tab or line break, or,
    /// after blanks and invisible characters, with a formula starter. Numbers stay as they are.
    /// </summary>
    public static string NeutralizeFormula(string cell)
    {
        if (cell.Length == 0) return cell;
        var start = 0;
        while (start < cell.Length && IsIgnored(cell[start])) start++;
        var isFormula = cell[0] is '\t' or '\r' or '\n'
            || (start < cell.Length && FormulaStarters.Contains(cell[start], StringComparison.Ordinal));
        return isFormula && !IsNumber(cell) ? $"'{cell}" : cell;
    }

    private static bool IsIgnored(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static bool IsNumber(string cell) => decimal.TryParse(
        cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}

using System.Text.Unicode;
using CsvHelper;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Reads events from UTF-8 CSV with a header of field names.</summary>
internal static class CsvEventReader
{
    private static readonly string[] RequiredColumns = ["id", "source", "city", "metric", "value", "date"];

    /// <summary>
    /// Reads all rows. Throws <see cref="RequestRejectedException"/> if the encoding or the header is invalid.
    /// </summary>
    public static IEnumerable<ReceivedRow> Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            throw new RequestRejectedException(400, "encoding_not_utf8", "文件不是 UTF-8 编码：请在表格软件中另存为“CSV UTF-8（逗号分隔）”。");

        var isMalformed = false;
        using var csv = CsvReader.Create(body, new CsvReaderOptions
        {
            Separator = ',',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = _ => isMalformed = true,
        });
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (header.Length == 0) yield break;
        CheckHeader(header);
        var embeddedLines = 0;
        while (csv.Read())
        {
            // Row numbers follow the spreadsheet: a cell with line breaks stays in one row.
            var number = (int)csv.LineNumber - embeddedLines;
            var lines = csv.RawRecord.Count((byte)'\n');
            yield return isMalformed
                ? CreateMalformedRow(number, (int)csv.LineNumber, (int)csv.LineNumber + lines)
                : ReadRow(csv, number, header);
            isMalformed = false;
            embeddedLines += lines;
        }
    }

    private static void CheckHeader(string[] header)
    {
        if (header.FirstOrDefault(name => !EventInput.Fields.Contains(name)) is { } unknown)
            throw new RequestRejectedException(
                400, "column_unknown",
                $"没有名为“{(unknown.Length <= 40 ? unknown : $"{unknown[..40]}…")}”的列："
                    + $"可以有 {string.Join("、", EventInput.Fields)}。");
        if (RequiredColumns.FirstOrDefault(name => !header.Contains(name)) is { } missing)
            throw new RequestRejectedException(
                400, "column_missing", $"缺少 {missing} 列：第一行应是列名，至少有 {string.Join("、", RequiredColumns)}。");
        if (header.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
            throw new RequestRejectedException(400, "column_twice", $"{duplicate.Key} 列出现了两次：请只保留一列。");
    }

    private static ReceivedRow CreateMalformedRow(int number, int firstLine, int lastLine) =>
        ReceivedRow.CreateInvalid(number, null, "csv_broken", "",
        $"文件第 {firstLine} 行至第 {lastLine} 行的引号不成对，其间各行都没有收下：请检查引号，或用表格软件另存为 CSV。");

    private static ReceivedRow ReadRow(CsvReader csv, int number, string[] header)
    {
        if (csv.RawRecord.Length > ReceivedRow.MaxBytes) return ReceivedRow.CreateTooLarge(number);
        var cells = header.Select((name, i) => (name, text: i < csv.FieldCount ? csv.GetString(i) : ""))
            .ToDictionary(cell => cell.name, cell => cell.text.Length == 0 ? null : cell.text);
        var id = cells["id"];
        if (csv.FieldCount > header.Length)
            return ReceivedRow.CreateInvalid(
                number, id, "too_many_cells", "", $"这一行有 {csv.FieldCount} 格，列名只有 {header.Length} 个：请检查多出的逗号。");
        foreach (var (name, text) in cells)
            if (IsFormula(name, text))
                return ReceivedRow.CreateInvalid(number, id, "formula", name, $"{name} 是公式：请在表格软件中复制并“选择性粘贴为数值”后再导出。");
        return ReceivedRow.FromInput(number, EventInput.From(cells.GetValueOrDefault));
    }

    // Spreadsheets evaluate such a cell on opening. A negative number in a numeric field is left to number validation.
    private static bool IsFormula(string name, string? text) =>
        text is not null
            && text[0] is '=' or '+' or '@' or '-' or '\t'
            && !(text[0] == '-' && name is "value" or "weight");
}

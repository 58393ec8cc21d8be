using System.Text.Unicode;
using CsvHelper;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

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
            throw new RequestRejectedException(400, "encoding_not_utf8.csv");

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
                400, "column_unknown", unknown.Length <= 40 ? unknown : $"{unknown[..40]}…",
                MessageArgument.List(EventInput.Fields));
        if (RequiredColumns.FirstOrDefault(name => !header.Contains(name)) is { } missing)
            throw new RequestRejectedException(
                400, "column_missing", missing, MessageArgument.List(RequiredColumns));
        if (header.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
            throw new RequestRejectedException(400, "column_twice", duplicate.Key);
    }

    private static ReceivedRow CreateMalformedRow(int number, int firstLine, int lastLine) =>
        ReceivedRow.CreateInvalid(number, null, "csv_broken", "", firstLine, lastLine);

    private static ReceivedRow ReadRow(CsvReader csv, int number, string[] header)
    {
        if (csv.RawRecord.Length > ReceivedRow.MaxBytes) return ReceivedRow.CreateTooLarge(number);
        var cells = header.Select((name, i) => (name, text: i < csv.FieldCount ? csv.GetString(i) : ""))
            .ToDictionary(cell => cell.name, cell => cell.text.Length == 0 ? null : cell.text);
        var id = cells["id"];
        if (csv.FieldCount > header.Length)
            return ReceivedRow.CreateInvalid(number, id, "too_many_cells", "", csv.FieldCount, header.Length);
        foreach (var (name, text) in cells)
            if (IsFormula(name, text))
                return ReceivedRow.CreateInvalid(number, id, "formula.column", name, name);
        return ReceivedRow.FromInput(number, EventInput.From(cells.GetValueOrDefault));
    }

    // Spreadsheets evaluate such a cell on opening. A negative number in a numeric field is left to number validation.
    private static bool IsFormula(string name, string? text) =>
        text is not null
            && text[0] is '=' or '+' or '@' or '-' or '\t'
            && !(text[0] == '-' && name is "value" or "weight");
}

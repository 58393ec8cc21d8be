using System.Text;
using System.Text.Unicode;
using CsvHelper;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads CSV in UTF-8 or GB 18030, the default encoding of Chinese spreadsheets.</summary>
internal sealed class CsvSpreadsheet(ReadOnlyMemory<byte> file, CancellationToken cancellation) : ISpreadsheet
{
    private readonly ReadOnlyMemory<byte> _text = DecodeText(file);

    public IEnumerable<SpreadsheetRow> ReadRows()
    {
        var isMalformed = false;
        using var csv = CsvReader.Create(_text, new CsvReaderOptions
        {
            Separator = DetectSeparator(_text.Span),
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = _ => isMalformed = true,
        });
        var embeddedLines = 0;
        while (csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            // Row numbers follow the spreadsheet: a cell with line breaks stays in one row.
            var number = (int)csv.LineNumber - embeddedLines;
            embeddedLines += csv.RawRecord.Count((byte)'\n');
            if (isMalformed)
                throw new RequestRejectedException(422, "csv_broken.import", number);
            if (csv.FieldCount > ISpreadsheet.MaxColumns)
                throw new RequestRejectedException(
                    422, "too_many_columns.csv", number, ISpreadsheet.MaxColumns);
            var row = new SpreadsheetRow(
                "", number, [.. Enumerable.Range(0, csv.FieldCount).Select(i => CreateCell(csv.GetString(i)))]);
            if (!row.IsBlank) yield return row;
        }
    }

    public void Dispose() { }

    // Exports prefix text that looks like a formula with an apostrophe.
    private static Cell CreateCell(string text) =>
        text.Length > ISpreadsheet.MaxCellLength
            ? throw new RequestRejectedException(422, "csv_broken.cell", ISpreadsheet.MaxCellLength)
        : text is ['\'', '=' or '+' or '-' or '@', ..] ? new(text[1..])
        : new(text, text is ['=', ..] ? CellKind.Formula : CellKind.Text);

    private static ReadOnlyMemory<byte> DecodeText(ReadOnlyMemory<byte> file)
    {
        if (file.Span.StartsWith("\uFEFF"u8)) file = file[3..];
        if (Utf8.IsValid(file.Span)) return file;
        try
        {
            var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
                "GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
            return Encoding.UTF8.GetBytes(gb18030.GetString(file.Span));
        }
        catch (DecoderFallbackException)
        {
            throw new RequestRejectedException(422, "encoding_unknown");
        }
    }

    private static char DetectSeparator(ReadOnlySpan<byte> text)
    {
        var line = text[..(text.IndexOf((byte)'\n') is >= 0 and var end ? end : text.Length)];
        var (commas, tabs, semicolons) = (line.Count((byte)','), line.Count((byte)'\t'), line.Count((byte)';'));
        return tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}

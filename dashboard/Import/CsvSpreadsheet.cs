using System.Text;
using System.Text.Unicode;
using CsvHelper;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads CSV in UTF-8, UTF-16 or GB 18030, the default encoding of Chinese spreadsheets.</summary>
internal sealed class CsvSpreadsheet(ReadOnlyMemory<byte> file, CancellationToken cancellation) : ISpreadsheet
{
    private readonly ReadOnlyMemory<byte> _text = DecodeText(file);

    public IReadOnlyList<string> HiddenSheets => [];

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

    public SheetLayout GetLayout(string sheet) => SheetLayout.None;

    public void Dispose() { }

    // Exports prefix text that looks like a formula with an apostrophe, also behind blanks and in full-width form.
    private static Cell CreateCell(string text) =>
        text.Length > ISpreadsheet.MaxCellLength
            ? throw new RequestRejectedException(422, "csv_broken.cell", ISpreadsheet.MaxCellLength)
        : text is ['\'', ..] && text.AsSpan(1).TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]
            ? new(text[1..])
        : new(text, text is ['=', ..] ? CellKind.Formula : CellKind.Text);

    private static ReadOnlyMemory<byte> DecodeText(ReadOnlyMemory<byte> file)
    {
        if (file.Span.StartsWith("\uFEFF"u8)) file = file[3..];
        // The end-of-file character of old programs.
        if (file.Span is [.., 0x1A]) file = file[..^1];
        if (file.Span is [0xFF, 0xFE, ..]) return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(file.Span[2..]));
        if (file.Span is [0xFE, 0xFF, ..])
            return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(file.Span[2..]));
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

    // The separator that stands most often in one of the first lines: titles above the header have few.
    private static char DetectSeparator(ReadOnlySpan<byte> text)
    {
        var (separator, most, lines) = (',', 0, 0);
        foreach (var range in text.Split((byte)'\n'))
        {
            if (++lines > SheetReader.MaxHeaderCandidates) break;
            foreach (var candidate in ",\t;")
                if (text[range].Count((byte)candidate) is var count && count > most)
                    (separator, most) = (candidate, count);
        }
        return separator;
    }
}

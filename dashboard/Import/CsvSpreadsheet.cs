using System.Text;
using System.Text.Unicode;
using CsvHelper;
using IpMonitor.Dashboard.Ingestion;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads CSV as spreadsheets write it here: in UTF-8 or, as a Chinese one saves without being told, in GB 18030.</summary>
internal sealed class CsvSpreadsheet(ReadOnlyMemory<byte> file, CancellationToken cancellation) : ISpreadsheet
{
    private readonly ReadOnlyMemory<byte> _text = DecodeText(file);

    public IEnumerable<SpreadsheetRow> ReadRows()
    {
        var broken = false;
        using var csv = CsvReader.Create(_text, new CsvReaderOptions
        {
            Separator = DetectSeparator(_text.Span),
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = _ => broken = true,
        });
        var within = 0;
        while (csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            // A spreadsheet counts a cell of several lines as one row.
            var number = (int)csv.LineNumber - within;
            within += csv.RawRecord.Count((byte)'\n');
            if (broken) throw new RequestRejectedException(422, "csv_broken.import", number);
            if (csv.FieldCount > ISpreadsheet.MaxColumns) throw new RequestRejectedException(422, "too_many_columns.csv", number, ISpreadsheet.MaxColumns);
            var row = new SpreadsheetRow("", number, [.. Enumerable.Range(0, csv.FieldCount).Select(i => CreateCell(csv.GetString(i)))]);
            if (!row.IsBlank) yield return row;
        }
    }

    public void Dispose() { }

    // An apostrophe is what an export puts before a text that would otherwise run.
    private static Cell CreateCell(string text) =>
        text.Length > ISpreadsheet.MaxCellLength ? throw new RequestRejectedException(422, "csv_broken.cell", ISpreadsheet.MaxCellLength)
        : text is ['\'', '=' or '+' or '-' or '@', ..] ? new(text[1..])
        : new(text, text is ['=', ..] ? CellKind.Formula : CellKind.Text);

    private static ReadOnlyMemory<byte> DecodeText(ReadOnlyMemory<byte> file)
    {
        if (file.Span.StartsWith("\uFEFF"u8)) file = file[3..];
        if (Utf8.IsValid(file.Span)) return file;
        try
        {
            var chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
            return Encoding.UTF8.GetBytes(chinese.GetString(file.Span));
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

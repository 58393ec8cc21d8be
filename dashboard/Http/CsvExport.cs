using System.Text;
using CsvHelper;

namespace IpMonitor.Dashboard.Http;

/// <summary>Writes CSV in UTF-8 with a byte order mark, which spreadsheets need; escapes formulas in cells.</summary>
internal static class CsvExport
{
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
        var options = new CsvWriterOptions { Separator = ',', Injection = CsvInjection.Escape };
        using var csv = CsvWriter.Create(text, options, true);
        foreach (var row in rows) csv.WriteRecord(row);
    }
}

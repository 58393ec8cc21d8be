using System.Text;
using CsvHelper;

namespace IpMonitor.Dashboard.Http;

/// <summary>Writes CSV in UTF-8 with a byte order mark, so that a spreadsheet shows Chinese; no cell can run as a formula.</summary>
internal static class CsvExport
{
    /// <summary>Writes part by part: a response does not let its writer wait, so each is made in memory and sent whole.</summary>
    public static async Task Write(Stream body, string[] header, IAsyncEnumerable<IEnumerable<string[]>> parts)
    {
        var isFirst = true;
        await foreach (var part in parts)
        {
            using var made = new MemoryStream();
            WriteRows(made, isFirst ? part.Prepend(header) : part, isFirst);
            isFirst = false;
            made.Position = 0;
            await made.CopyToAsync(body);
        }
    }

    private static void WriteRows(Stream made, IEnumerable<string[]> rows, bool isFirst)
    {
        using var text = new StreamWriter(made, new UTF8Encoding(encoderShouldEmitUTF8Identifier: isFirst), leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { Separator = ',', Injection = CsvInjection.Escape }, true);
        foreach (var row in rows) csv.WriteRecord(row);
    }
}

using System.Globalization;
using System.Text;
using CsvHelper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Api;

/// <summary>Writes events as CSV in UTF-8 with a byte order mark, so that a spreadsheet shows Chinese; no cell can run as a formula.</summary>
internal static class EventsCsv
{
    private static readonly string[] Header =
    [
        "source", "id", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note", "qualifier", "op",
        "target_source", "target_id", "position", "received", "batch", "state", "share", "aside",
    ];

    /// <summary>Writes part by part: a response does not let its writer wait, so each is made in memory and sent whole.</summary>
    public static async Task Write(Stream body, IAsyncEnumerable<IEnumerable<EventRow>> parts)
    {
        var first = true;
        await foreach (var part in parts)
        {
            using var made = new MemoryStream();
            WriteRows(made, part, first);
            first = false;
            made.Position = 0;
            await made.CopyToAsync(body);
        }
    }

    private static void WriteRows(Stream made, IEnumerable<EventRow> rows, bool isFirst)
    {
        using var text = new StreamWriter(made, new UTF8Encoding(encoderShouldEmitUTF8Identifier: isFirst), leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { Separator = ',', Injection = CsvInjection.Escape }, true);
        if (isFirst) csv.WriteRecord(Header);
        foreach (var row in rows)
            csv.WriteRecord(
            [
                row.Source, row.Id, row.City, row.Unit ?? "", row.Metric, Number(row.Value), Number(row.Weight), $"{row.Date:yyyy-MM-dd}",
                Word(row.Basis ?? Basis.Period), row.Campaign ?? "", row.Ref ?? "", row.Note ?? "", Word(row.Qualifier ?? Qualifier.Exact), Word(row.Op),
                row.Target?.Source ?? "", row.Target?.Id ?? "", Number(row.Position), row.Received.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
                row.Batch ?? "", Word(row.State ?? EventState.Counts), Number(row.Share), row.Aside is { } aside ? Word(aside) : "",
            ]);
    }

    private static string Number(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string Word<T>(T word) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}

using System.Globalization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Api;

/// <summary>Events as rows of a CSV file.</summary>
internal static class EventsCsv
{
    public static readonly string[] Header =
    [
        "source", "id", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note", "qualifier", "op",
        "target_source", "target_id", "position", "received", "batch", "state", "share", "aside",
    ];

    public static string[] Row(EventRow row) =>
    [
        row.Source, row.Id, row.City, row.Unit ?? "", row.Metric, Number(row.Value), Number(row.Weight), $"{row.Date:yyyy-MM-dd}",
        Word(row.Basis ?? Basis.Period), row.Campaign ?? "", row.Ref ?? "", row.Note ?? "", Word(row.Qualifier ?? Qualifier.Exact), Word(row.Op),
        row.Target?.Source ?? "", row.Target?.Id ?? "", Number(row.Position), row.Received.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        row.Batch ?? "", Word(row.State ?? EventState.Counts), Number(row.Share), row.Aside is { } aside ? Word(aside) : "",
    ];

    private static string Number(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string Word<T>(T word) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}

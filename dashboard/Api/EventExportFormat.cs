using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Api;

/// <summary>Formats events as rows of an export.</summary>
internal static class EventExportFormat
{
    /// <summary>Names of the columns.</summary>
    public static readonly string[] Header =
    [
        "source", "id", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note",
        "qualifier", "op", "target_source", "target_id", "position", "received", "batch", "state", "share", "aside",
    ];

    // A number in a cell keeps this number of digits.
    private const int MaxDigits = 15;

    /// <summary>The columns of a workbook with the same rows.</summary>
    public static readonly ImmutableArray<ExportColumn> Columns = [.. Header.Select(title => new ExportColumn(title))];

    /// <summary>Returns the cells of an event in a workbook; a number that a cell cannot keep stays a text.</summary>
    public static ExportCell[] FormatCells(EventRow row) =>
    [
        .. Format(row).Zip(Header, (text, title) => title switch
        {
            "date" => ExportCell.FromDay(row.Date),
            "value" or "weight" or "share" or "position" when text.Count(char.IsAsciiDigit) is > 0 and <= MaxDigits =>
                ExportCell.FromNumber(decimal.Parse(text, CultureInfo.InvariantCulture), NumberFormats.Any),
            _ => text,
        }),
    ];

    /// <summary>Returns the cells of an event, in the order of <see cref="Header"/>.</summary>
    public static string[] Format(EventRow row) =>
    [
        row.Source,
        row.Id,
        row.City,
        row.Unit ?? "",
        row.Metric,
        FormatNumber(row.Value),
        FormatNumber(row.Weight),
        $"{row.Date:yyyy-MM-dd}",
        FormatEnum(row.Basis ?? Basis.Period),
        row.Campaign ?? "",
        row.Ref ?? "",
        row.Note ?? "",
        FormatEnum(row.Qualifier ?? Qualifier.Exact),
        FormatEnum(row.Op),
        row.Target?.Source ?? "",
        row.Target?.Id ?? "",
        FormatNumber(row.Position),
        row.Received.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        row.Batch ?? "",
        FormatEnum(row.State ?? EventState.Counts),
        FormatNumber(row.Share),
        row.Aside is { } aside ? FormatEnum(aside) : "",
    ];

    private static string FormatNumber(decimal? number) =>
        number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string FormatEnum<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

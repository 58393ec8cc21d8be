using System.Collections.Immutable;

namespace IpMonitor.Grains.Events;

/// <summary>An unvalidated row: numbers and dates are text, and null is a blank cell.</summary>
[GenerateSerializer, Immutable, Alias("ipm.event-input")]
public sealed record EventInput(
    [property: Id(0)] string? Id,
    [property: Id(1)] string? Source,
    [property: Id(2)] string? City,
    [property: Id(3)] string? Unit,
    [property: Id(4)] string? Metric,
    [property: Id(5)] string? Value,
    [property: Id(6)] string? Weight,
    [property: Id(7)] string? Date,
    [property: Id(8)] string? Basis,
    [property: Id(9)] string? Campaign,
    [property: Id(10)] string? Ref,
    [property: Id(11)] string? Note,
    [property: Id(12)] string? Qualifier,
    [property: Id(13)] string? Op,
    [property: Id(14)] string? Target)
{
    /// <summary>Field names in requests and files.</summary>
    public static readonly ImmutableArray<string> Fields =
    [
        "id", "source", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note",
        "qualifier", "op", "target",
    ];

    /// <summary>
    /// Creates a row from cells by field name; an empty cell becomes null. All texts but the note are trimmed, so that
    /// keys do not differ by a blank.
    /// </summary>
    public static EventInput From(Func<string, string?> getCell)
    {
        return new(
            GetText("id"),
            GetText("source"),
            GetText("city"),
            GetText("unit"),
            GetText("metric"),
            GetText("value"),
            GetText("weight"),
            GetText("date"),
            GetText("basis"),
            GetText("campaign"),
            GetText("ref"),
            getCell("note") is { Length: > 0 } note ? note : null,
            GetText("qualifier"),
            GetText("op"),
            GetText("target"));

        string? GetText(string field) => getCell(field)?.Trim() is { Length: > 0 } text ? text : null;
    }
}

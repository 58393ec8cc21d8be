using System.Collections.Immutable;

namespace IpMonitor.Grains.Events;

/// <summary>A row as it was sent, before anything of it is believed: numbers and dates as text; null is a cell left blank.</summary>
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
    /// <summary>The fields by their names on the wire and in files.</summary>
    public static readonly ImmutableArray<string> Fields =
    [
        "id", "source", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note", "qualifier", "op", "target",
    ];

    /// <summary>Makes a draft of cells given by field name.</summary>
    public static EventInput From(Func<string, string?> cell)
    {
        return new(Said("id"), Said("source"), Said("city"), Said("unit"), Said("metric"), Said("value"), Said("weight"), Said("date"),
            Said("basis"), Said("campaign"), Said("ref"), Said("note"), Said("qualifier"), Said("op"), Said("target"));

        string? Said(string field) => cell(field) is { Length: > 0 } text ? text : null;
    }
}

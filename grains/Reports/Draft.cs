using System.Collections.Immutable;

namespace IpMonitor.Grains.Reports;

/// <summary>A row as it was sent, before anything of it is believed: numbers and dates as text; null is a cell left blank.</summary>
public sealed record Draft(
    string? Id, string? Source, string? City, string? Unit, string? Metric, string? Value, string? Weight, string? Date,
    string? Basis, string? Campaign, string? Ref, string? Note, string? Qualifier, string? Op, string? Target)
{
    /// <summary>The fields by their names on the wire and in files.</summary>
    public static readonly ImmutableArray<string> Fields =
    [
        "id", "source", "city", "unit", "metric", "value", "weight", "date", "basis", "campaign", "ref", "note", "qualifier", "op", "target",
    ];

    /// <summary>Makes a draft of cells given by field name.</summary>
    public static Draft From(Func<string, string?> cell)
    {
        return new(Said("id"), Said("source"), Said("city"), Said("unit"), Said("metric"), Said("value"), Said("weight"), Said("date"),
            Said("basis"), Said("campaign"), Said("ref"), Said("note"), Said("qualifier"), Said("op"), Said("target"));

        string? Said(string field) => cell(field) is { Length: > 0 } text ? text : null;
    }
}

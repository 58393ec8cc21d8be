using System.Collections.Immutable;

namespace IpMonitor.Silo.Sql;

/// <summary>Table of a store as exports contain it, equal in SQLite and PostgreSQL.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="OrderBy">Columns that order the rows.</param>
/// <param name="Columns">Columns in order.</param>
internal sealed record StoreTable(string Name, string OrderBy, ImmutableArray<StoreColumn> Columns)
{
    /// <summary>Version of the export format; it rises when a table changes.</summary>
    public const int FormatVersion = 5;

    /// <summary>All tables in the order of an export.</summary>
    public static readonly ImmutableArray<StoreTable> All =
    [
        new("horizon", "position", Numbers("position")),
        new("commits", "position", Numbers("position", "known")),
        new("clock_faults", "last", Numbers("last", "first")),
        new("reference", "document, position",
            [.. Texts("document"), .. Numbers("position"), .. Texts("author", "text")]),
        new("streams", "city", [.. Texts("city"), .. Numbers("version", "position"), .. Texts("authority")]),
        new("events", "number",
        [
            .. Numbers("number", "position", "received"),
            .. Texts("batch", "source", "id", "city", "unit", "metric"),
            .. Numbers("value", "weight"),
            .. Texts("date", "campaign", "ref", "note", "qualifier", "op", "basis", "target_source", "target_id"),
        ]),
        new("states", "number, position", [.. Numbers("number", "position"), .. Texts("state")]),
        new("buckets", "city, campaign, unit, metric, day",
            [.. Texts(BucketKey), .. Numbers(BucketValues), .. Numbers("position")]),
        new("behind", "position", [.. Numbers("position", "count"), .. Texts("changes")]),
        new("reworked", "position, city, campaign, unit, metric, day", [.. Numbers("position"), .. Texts(BucketKey)]),
        new("closings", "known_day, metric, city, campaign, unit, day",
            [.. Texts("known_day"), .. Texts(BucketKey), .. Numbers(BucketValues)]),
        new("screens", "id", [.. Texts("id"), .. Numbers("version"), .. Texts("token_hash", "screen")]),
        new("records", "kind, id", [.. Texts("kind", "id"), .. Numbers("version"), .. Texts("text")]),
        new("audit", "number", [.. Numbers("number", "at"), .. Texts("text", "hash")]),
    ];

    /// <summary>Column names, separated by commas.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => column.Name));

    private static string[] BucketKey => ["city", "campaign", "unit", "metric", "day"];

    private static string[] BucketValues =>
        ["count", "sum", "weight", "overs", "abouts", "corrected", "readings", "finals"];

    private static ImmutableArray<StoreColumn> Numbers(params string[] names) =>
        [.. names.Select(name => new StoreColumn(name, IsText: false))];

    private static ImmutableArray<StoreColumn> Texts(params string[] names) =>
        [.. names.Select(name => new StoreColumn(name, IsText: true))];
}

/// <summary>Column of a table, with text or integer values.</summary>
internal sealed record StoreColumn(string Name, bool IsText);

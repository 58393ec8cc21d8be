using System.Collections.Immutable;

namespace IpMonitor.Silo.Sql;

/// <summary>A table of a store as it is exported: its columns, and the order of its rows; the same in every database.</summary>
internal sealed record StoreTable(string Name, string OrderBy, ImmutableArray<StoreColumn> Columns)
{
    /// <summary>What the tables below look like; rises when they change.</summary>
    public const int FormatVersion = 3;

    public static readonly ImmutableArray<StoreTable> All =
    [
        new("horizon", "position", Numbers("position")),
        new("commits", "position", Numbers("position", "known")),
        new("reference", "document, position", [.. Texts("document"), .. Numbers("position"), .. Texts("author", "text")]),
        new("streams", "city", [.. Texts("city"), .. Numbers("version", "position"), .. Texts("authority")]),
        new("events", "number",
        [
            .. Numbers("number", "position", "received"), .. Texts("batch", "source", "id", "city", "unit", "metric"), .. Numbers("value", "weight"),
            .. Texts("date", "campaign", "ref", "note", "qualifier", "op", "basis", "target_source", "target_id"),
        ]),
        new("states", "number, position", [.. Numbers("number", "position"), .. Texts("state")]),
        new("buckets", "city, campaign, unit, metric, day", [.. Texts("city", "campaign", "unit", "metric", "day"), .. Numbers(BucketValues), .. Numbers("position")]),
        new("behind", "position", [.. Numbers("position", "count"), .. Texts("changes")]),
        new("reworked", "position, city, campaign, unit, metric, day", [.. Numbers("position"), .. Texts("city", "campaign", "unit", "metric", "day")]),
        new("closings", "known_day, metric, city, campaign, unit, day", [.. Texts("known_day", "city", "campaign", "unit", "metric", "day"), .. Numbers(BucketValues)]),
        new("screens", "id", [.. Texts("id"), .. Numbers("version"), .. Texts("token_hash", "screen")]),
        new("records", "kind, id", [.. Texts("kind", "id"), .. Numbers("version"), .. Texts("text")]),
        new("audit", "number", [.. Numbers("number", "at"), .. Texts("text", "hash")]),
    ];

    /// <summary>The names of the columns, as SQL lists them.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => column.Name));

    private static string[] BucketValues => ["count", "sum", "weight", "overs", "abouts", "corrected", "readings", "finals"];

    private static ImmutableArray<StoreColumn> Numbers(params string[] names) => [.. names.Select(name => new StoreColumn(name, IsText: false))];

    private static ImmutableArray<StoreColumn> Texts(params string[] names) => [.. names.Select(name => new StoreColumn(name, IsText: true))];
}

/// <summary>A column: of texts, or of whole numbers.</summary>
internal sealed record StoreColumn(string Name, bool IsText);

/// <summary>Takes in the rows of a table, value by value in the order of its columns.</summary>
internal interface IRowLoader : IDisposable
{
    void Write(long? value);

    void Write(string? value);

    void EndRow();

    /// <summary>Ends the table.</summary>
    void Complete();
}

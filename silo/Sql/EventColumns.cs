using System.Data.Common;
using System.Globalization;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>An event as columns of a table, and back: what comes back equals what went in.</summary>
internal static class EventColumns
{
    public const string Names = "source, id, city, unit, metric, value, weight, date, campaign, ref, note, qualifier, op, basis, target_source, target_id";

    public const int Count = 16;

    /// <summary>Inserts an event that is new, given its position, when it was received and its batch before its own values.</summary>
    public const string Insert = $"""
        INSERT INTO events (position, received, batch, {Names})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (source, id) DO NOTHING RETURNING number
        """;

    public static object?[] Values(Event e) =>
    [
        e.Source, e.Id, e.City, e.Unit ?? "", e.Metric, Fixed.Parts(e.Value), e.Weight,
        Day(e.Date), e.Campaign ?? "", e.Ref, e.Note,
        e.Qualifier.ToString(), e.Op.ToString(), e.Basis.ToString(), e.Target?.Source, e.Target?.Id,
    ];

    public static Event Read(DbDataReader row, int at) => new(
        row.GetString(at), row.GetString(at + 1), row.GetString(at + 2), Blank(row.GetString(at + 3)), row.GetString(at + 4),
        Fixed.Value(row.GetInt64(at + 5)), row.IsDBNull(at + 6) ? null : row.GetInt64(at + 6),
        Day(row.GetString(at + 7)), Blank(row.GetString(at + 8)),
        Text(row, at + 9), Text(row, at + 10), Enum.Parse<Qualifier>(row.GetString(at + 11)), Enum.Parse<Op>(row.GetString(at + 12)),
        Enum.Parse<Basis>(row.GetString(at + 13)),
        row.IsDBNull(at + 15) ? null : new(row.GetString(at + 14), row.GetString(at + 15)));

    /// <summary>A day as it is stored.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A stored day.</summary>
    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Blank(string text) => text.Length == 0 ? null : text;

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}

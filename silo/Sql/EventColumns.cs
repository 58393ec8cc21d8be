using System.Data.Common;
using System.Globalization;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>An event as columns of a table, and back: what comes back equals what went in.</summary>
internal static class EventColumns
{
    public const string Names = "source, id, city, unit, metric, value, weight, date, campaign, ref, note, qualifier, op, basis, target_source, target_id";

    public const int Count = 16;

    public static Event Read(DbDataReader row, int at) => new(
        row.GetString(at), row.GetString(at + 1), row.GetString(at + 2), NullIfEmpty(row.GetString(at + 3)), row.GetString(at + 4),
        FixedPoint.FromScaled(row.GetInt64(at + 5)), row.IsDBNull(at + 6) ? null : row.GetInt64(at + 6),
        Day(row.GetString(at + 7)), NullIfEmpty(row.GetString(at + 8)),
        Text(row, at + 9), Text(row, at + 10), EnumText.Parse<Qualifier>(row.GetString(at + 11)),
        EnumText.Parse<EventOperation>(row.GetString(at + 12)), EnumText.Parse<Basis>(row.GetString(at + 13)),
        row.IsDBNull(at + 15) ? null : new(row.GetString(at + 14), row.GetString(at + 15)));

    /// <summary>A day as it is stored: yyyy-MM-dd.</summary>
    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A stored day.</summary>
    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture);

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}

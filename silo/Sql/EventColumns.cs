using System.Data.Common;
using System.Globalization;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Maps events to table columns without loss.</summary>
internal static class EventColumns
{
    /// <summary>Column list of an event.</summary>
    public const string Names =
        "source, id, city, unit, metric, value, weight, date, campaign, ref, note, qualifier, op, basis, " +
        "target_source, target_id";

    /// <summary>Number of columns in <see cref="Names"/>.</summary>
    public const int Count = 16;

    /// <summary>Reads an event from consecutive columns in the order of <see cref="Names"/>.</summary>
    public static Event Read(DbDataReader row, int firstColumn) => new(
        row.GetString(firstColumn),
        row.GetString(firstColumn + 1),
        row.GetString(firstColumn + 2),
        NullIfEmpty(row.GetString(firstColumn + 3)),
        row.GetString(firstColumn + 4),
        FixedPoint.FromScaled(row.GetInt64(firstColumn + 5)),
        row.IsDBNull(firstColumn + 6) ? null : row.GetInt64(firstColumn + 6),
        Day(row.GetString(firstColumn + 7)),
        NullIfEmpty(row.GetString(firstColumn + 8)),
        ReadText(row, firstColumn + 9),
        ReadText(row, firstColumn + 10),
        EnumText.Parse<Qualifier>(row.GetString(firstColumn + 11)),
        EnumText.Parse<EventOperation>(row.GetString(firstColumn + 12)),
        EnumText.Parse<Basis>(row.GetString(firstColumn + 13)),
        row.IsDBNull(firstColumn + 15)
            ? null
            : new(row.GetString(firstColumn + 14), row.GetString(firstColumn + 15)));

    /// <summary>Returns the stored text of a day: yyyy-MM-dd.</summary>
    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Returns the day of a stored text.</summary>
    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture);

    /// <summary>Returns null for the empty text, which stands for no unit or no campaign in key columns.</summary>
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string? ReadText(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}

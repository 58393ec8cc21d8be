using System.Data.Common;
using System.Globalization;
using Dapper;

namespace IpMonitor.Silo.Backups;

/// <summary>Keeps the time of the last backup in the store, where every server of the store can read it.</summary>
internal static class BackupLog
{
    private const string Kind = "backup";
    private const string Id = "last";

    /// <summary>Records the time of a backup.</summary>
    public static void Record(DbConnection connection, DateTimeOffset at) => connection.Execute(
        """
        INSERT INTO records (kind, id, version, text) VALUES (@Kind, @Id, 1, @text)
        ON CONFLICT (kind, id) DO UPDATE SET version = records.version + 1, text = excluded.text
        """,
        new { Kind, Id, text = at.ToString("O", CultureInfo.InvariantCulture) });

    /// <summary>Returns the time of the last backup; null if none was recorded.</summary>
    public static DateTimeOffset? FindLast(DbConnection connection) =>
        connection.QuerySingleOrDefault<string>(
            "SELECT text FROM records WHERE kind = @Kind AND id = @Id", new { Kind, Id }) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
            : null;
}

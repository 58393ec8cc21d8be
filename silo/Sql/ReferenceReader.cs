using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Reads the versioned documents of the reference data.</summary>
internal static class ReferenceReader
{
    /// <summary>
    /// Returns the position of the last document version at or before a position; 0 if there is none.
    /// </summary>
    public static long FindVersion(DbConnection connection, long position) => connection.QuerySingle<long>(
        "SELECT COALESCE(MAX(position), 0) FROM reference WHERE position <= @position", new { position });

    /// <summary>Returns the documents in force at a position.</summary>
    public static ReferenceDocuments ReadDocuments(DbConnection connection, long position) => new(
        FindVersion(connection, position),
        connection
            .Query<(string Document, string Text)>("""
                SELECT document, text FROM reference AS version
                WHERE position = (
                    SELECT MAX(position) FROM reference WHERE document = version.document AND position <= @position)
                """, new { position })
            .ToImmutableDictionary(row => row.Document, row => row.Text));

    /// <summary>Returns all versions of a document, oldest first.</summary>
    public static ImmutableArray<ReferenceDocumentVersion> ReadVersions(DbConnection connection, string document) =>
    [
        .. connection
            .Query<(long Position, long? Known, string Author)>($"""
                SELECT position, known, author
                FROM reference LEFT JOIN ({CommitStamp.TimesSql}) AS times USING (position)
                WHERE document = @document ORDER BY position
                """, new { document })
            .Select(row => new ReferenceDocumentVersion(
                row.Position,
                row.Known is { } known ? ChinaTime.FromUnixMilliseconds(known) : null,
                row.Author)),
    ];

    /// <summary>Returns the last text of a document; null if there is none.</summary>
    public static string? FindLastText(DbConnection connection, string document) =>
        connection.QueryFirstOrDefault<string>(
            "SELECT text FROM reference WHERE document = @document ORDER BY position DESC LIMIT 1", new { document });
}

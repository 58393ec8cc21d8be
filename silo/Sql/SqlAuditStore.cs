using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;

namespace IpMonitor.Silo.Sql;

/// <summary>Stores the hash chain of the audit trail in a SQL database.</summary>
public sealed class SqlAuditStore(SqlDatabase database) : IAuditStore
{
    internal const string ImportAction = "store.import";
    internal const string RestoreAction = "store.restore";
    private const int MaxPageCharacters = 256 * 1024;

    /// <inheritdoc/>
    public Task<AuditRow?> GetLast() => database.Run(connection =>
        ReadRows(connection, "ORDER BY number DESC LIMIT 1").FirstOrDefault());

    /// <inheritdoc/>
    public Task<bool> Append(AuditRow row) => database.Run(connection => Insert(connection, row));

    /// <inheritdoc/>
    public Task<ImmutableArray<AuditRow>> GetPage(long before, int limit) => database.Run(connection =>
    {
        var length = 0;
        // At least one row; the rest are not read from the store.
        return ReadRows(connection, "WHERE number < @before ORDER BY number DESC LIMIT @limit", new { before, limit })
            .TakeWhile((row, index) => (length += GetLength(row.Entry)) <= MaxPageCharacters || index == 0)
            .ToImmutableArray();
    });

    private static int GetLength(AuditEntry entry) =>
        entry.Who.Length + entry.Subject.Length + (entry.Before?.Length ?? 0) + (entry.After?.Length ?? 0);

    /// <summary>Returns a text for each break of the hash chain.</summary>
    internal static IEnumerable<string> FindDifferences(DbConnection connection)
    {
        var rows = connection.Query<(long Number, long At, string Text, string Hash)>(
            "SELECT number, at, text, hash FROM audit ORDER BY number", buffered: false);
        var (lastNumber, lastHash) = (0L, AuditRow.InitialHash);
        foreach (var (number, at, text, hash) in rows)
        {
            var input = AuditRow.GetHashInput(lastHash, number, ChinaTime.FromUnixMilliseconds(at), text);
            if (number != lastNumber + 1)
                yield return $"audit: {lastNumber} is followed by {number}";
            else if (!Digest.Verify(input, hash))
                yield return $"audit: {number} is not what was written, or not after what was before it";
            (lastNumber, lastHash) = (number, hash);
        }
    }

    /// <summary>Returns the anchor of the trail, NUMBER:HASH of its last row; empty if there is none.</summary>
    internal static string ReadAnchor(DbConnection connection) => connection.QuerySingleOrDefault<string>(
        "SELECT number || ':' || hash FROM audit ORDER BY number DESC LIMIT 1") ?? "";

    /// <summary>Appends an action of a command on a store that no server has open.</summary>
    internal static bool AppendCommand(
        DbConnection connection, string action, string subject, string? after, TimeProvider time)
    {
        var entry = new AuditEntry("system", "system", Environment.MachineName, action, subject, After: after);
        var at = ChinaTime.FromUnixMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var last = ReadRows(connection, "ORDER BY number DESC LIMIT 1").FirstOrDefault();
        return Insert(connection, AuditRow.CreateNext(last, at, entry));
    }

    /// <summary>Returns a text for each import or restore; other stores wrote the rows before it.</summary>
    internal static IEnumerable<string> FindImports(DbConnection connection) =>
        ReadRows(
            connection,
            $"WHERE text LIKE '%\"{ImportAction}\"%' OR text LIKE '%\"{RestoreAction}\"%' ORDER BY number")
            .Where(row => row.Entry.Action is ImportAction or RestoreAction)
            .Select(row => (Row: row, IsRestore: row.Entry.Action == RestoreAction))
            .Select(found => string.Create(
                CultureInfo.InvariantCulture,
                $"操作日志第 {found.Row.Number} 条以前的内容来自{(found.IsRestore ? "恢复" : "导入")}，无法由本库担保"
                    + $"（{found.Row.Entry.After}） Content before audit entry {found.Row.Number} was"
                    + $" {(found.IsRestore ? "restored" : "imported")} at {found.Row.At:yyyy-MM-dd HH:mm}"
                    + $" and cannot be vouched for by this store ({found.Row.Entry.After})"));

    /// <summary>Compares the trail with an anchor.</summary>
    /// <param name="connection">Connection to read on.</param>
    /// <param name="anchor">Number and hash of an entry, as NUMBER:HASH.</param>
    /// <returns>Text of the difference; null if the trail matches.</returns>
    /// <exception cref="InvalidDataException">The anchor is malformed.</exception>
    internal static string? CheckAnchor(DbConnection connection, string anchor)
    {
        var separator = anchor.IndexOf(':', StringComparison.Ordinal);
        if (separator < 0 || !TryParseNumber(anchor.AsSpan(0, separator), out var number))
            throw new InvalidDataException(
                $"--anchor 应为“序号:哈希”，如日志中 Audit anchor 之后所写，而不是“{anchor}”。" +
                " It is NUMBER:HASH, as the log has it after 'Audit anchor'.");
        var hash = connection.QuerySingleOrDefault<string>(
            "SELECT hash FROM audit WHERE number = @number", new { number });
        return hash is null ? $"audit: {number} is anchored and not there"
            : hash == anchor[(separator + 1)..] ? null
            : $"audit: {number} is not the one that was anchored";
    }

    private static bool Insert(DbConnection connection, AuditRow row) => connection.Execute(
        """
        INSERT INTO audit (number, at, text, hash) VALUES (@Number, @At, @Text, @Hash)
        ON CONFLICT (number) DO NOTHING
        """,
        new
        {
            row.Number,
            At = row.At.ToUnixTimeMilliseconds(),
            Text = RecordJson.Serialize(row.Entry),
            row.Hash,
        }) == 1;

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static IEnumerable<AuditRow> ReadRows(DbConnection connection, string clauses, object? parameters = null) =>
        connection
            .Query<(long Number, long At, string Text, string Hash)>(
                $"SELECT number, at, text, hash FROM audit {clauses}", parameters, buffered: false)
            .Select(row => new AuditRow(
                row.Number,
                ChinaTime.FromUnixMilliseconds(row.At),
                RecordJson.Deserialize<AuditEntry>(row.Text),
                row.Hash));
}

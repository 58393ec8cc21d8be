using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;

namespace IpMonitor.Silo.Sql;

/// <summary>The audit trail in a SQL database.</summary>
public sealed class SqlAuditStore(SqlDatabase database) : IAuditStore
{
    /// <inheritdoc/>
    public Task<AuditRow?> GetLast() => database.Run(connection => ReadRows(connection, "ORDER BY number DESC LIMIT 1").FirstOrDefault());

    /// <inheritdoc/>
    public Task<bool> Append(AuditRow row) => database.Run(connection => connection.Execute(
        "INSERT INTO audit (number, at, text, hash) VALUES (@Number, @At, @Text, @Hash) ON CONFLICT (number) DO NOTHING",
        new { row.Number, At = row.At.ToUnixTimeMilliseconds(), Text = RecordJson.Serialize(row.Entry), row.Hash }) == 1);

    /// <inheritdoc/>
    public Task<ImmutableArray<AuditRow>> GetPage(long before, int limit) => database.Run(connection =>
        ReadRows(connection, "WHERE number < @before ORDER BY number DESC LIMIT @limit", new { before, limit }).ToImmutableArray());

    /// <summary>Where the chain does not hold.</summary>
    internal static IEnumerable<string> FindDifferences(DbConnection connection)
    {
        var (number, hash) = (0L, AuditRow.InitialHash);
        foreach (var (next, at, text, kept) in connection.Query<(long, long, string, string)>("SELECT number, at, text, hash FROM audit ORDER BY number", buffered: false))
        {
            if (next != number + 1) yield return $"audit: {number} is followed by {next}";
            else if (!Digest.Verify(AuditRow.GetHashInput(hash, next, ChinaTime.FromUnixMilliseconds(at), text), kept)) yield return $"audit: {next} is not what was written, or not after what was before it";
            (number, hash) = (next, kept);
        }
    }

    /// <summary>How the trail is not the one that an anchor (NUMBER:HASH) was of; null when it is.</summary>
    internal static string? CheckAnchor(DbConnection connection, string anchor)
    {
        var at = anchor.IndexOf(':', StringComparison.Ordinal);
        if (at < 0 || !long.TryParse(anchor.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidDataException($"--anchor 应为“序号:哈希”，如日志中 Audit anchor 之后所写，而不是“{anchor}”。 It is NUMBER:HASH, as the log has it after 'Audit anchor'.");
        var hash = connection.QuerySingleOrDefault<string>("SELECT hash FROM audit WHERE number = @number", new { number });
        return hash is null ? $"audit: {number} is anchored and not there"
            : hash == anchor[(at + 1)..] ? null
            : $"audit: {number} is not the one that was anchored";
    }

    private static IEnumerable<AuditRow> ReadRows(DbConnection connection, string which, object? values = null) =>
        connection.Query<(long Number, long At, string Text, string Hash)>($"SELECT number, at, text, hash FROM audit {which}", values)
            .Select(row => new AuditRow(row.Number, ChinaTime.FromUnixMilliseconds(row.At), RecordJson.Deserialize<AuditEntry>(row.Text), row.Hash));
}

using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Audit;

/// <summary>
/// A row of the audit log: an entry numbered from 1 without gaps and chained by hash to the previous row.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.audit-row")]
public sealed record AuditRow(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] AuditEntry Entry,
    [property: Id(3)] string Hash)
{
    /// <summary>The previous hash of the first row.</summary>
    public const string InitialHash = "";

    /// <summary>Creates the row that follows the last; null for the first.</summary>
    public static AuditRow CreateNext(AuditRow? last, DateTimeOffset at, AuditEntry entry)
    {
        var number = (last?.Number ?? 0) + 1;
        var hashInput = GetHashInput(last?.Hash ?? InitialHash, number, at, RecordJson.Serialize(entry));
        return new(number, at, entry, Digest.Compute(hashInput));
    }

    /// <summary>
    /// Returns the text that a row's hash is computed over: the previous hash and the row's content, so that no row can
    /// be changed, removed or inserted without changing all later hashes.
    /// </summary>
    public static string GetHashInput(string previousHash, long number, DateTimeOffset at, string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{previousHash}\n{number}\n{at.ToUnixTimeMilliseconds()}\n{text}");
}

/// <summary>
/// A page of the audit log, newest first; <see cref="Next"/> continues with the next page, null at the end.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.audit-page")]
public sealed record AuditPage([property: Id(0)] ImmutableArray<AuditRow> Rows, [property: Id(1)] long? Next);

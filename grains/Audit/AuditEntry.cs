using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Audit;

/// <summary>
/// What somebody did: who (an account, a key, a screen), as what, from which address, what it was done to, and how that was
/// before and after. Never a password, a key or a token.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] string Who,
    [property: Id(1)] string Role,
    [property: Id(2)] string From,
    [property: Id(3)] string Action,
    [property: Id(4)] string Subject,
    [property: Id(5)] string? Before = null,
    [property: Id(6)] string? After = null);

/// <summary>An entry in its place: numbered from 1 without a gap, and chained to the one before by its hash.</summary>
[GenerateSerializer, Immutable, Alias("ipm.audit-row")]
public sealed record AuditRow(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] AuditEntry Entry,
    [property: Id(3)] string Hash)
{
    /// <summary>What the first one is chained to.</summary>
    public const string InitialHash = "";

    /// <summary>The row that follows the last; null is before the first.</summary>
    public static AuditRow CreateNext(AuditRow? last, DateTimeOffset at, AuditEntry entry)
    {
        var number = (last?.Number ?? 0) + 1;
        return new(number, at, entry, Digest.Compute(GetHashInput(last?.Hash ?? InitialHash, number, at, RecordJson.Serialize(entry))));
    }

    /// <summary>What is hashed of a row: the hash before and all that it says, so that none can be changed, left out or put in without all after it.</summary>
    public static string GetHashInput(string before, long number, DateTimeOffset at, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{before}\n{number}\n{at.ToUnixTimeMilliseconds()}\n{text}");
}

/// <summary>A page of the trail, newest first; <c>next</c> is where the following one begins, null at the end.</summary>
[GenerateSerializer, Immutable, Alias("ipm.audit-page")]
public sealed record AuditPage([property: Id(0)] ImmutableArray<AuditRow> Rows, [property: Id(1)] long? Next);

/// <summary>Where the trail is kept: rows are added, never changed.</summary>
public interface IAuditStore
{
    /// <summary>The last row; null while there is none.</summary>
    Task<AuditRow?> GetLast();

    /// <summary>Adds a row; false when one of its number is there.</summary>
    Task<bool> Append(AuditRow row);

    /// <summary>The rows below a number, newest first.</summary>
    Task<ImmutableArray<AuditRow>> GetPage(long before, int limit);
}

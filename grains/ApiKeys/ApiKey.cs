using System.Collections.Immutable;
using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.ApiKeys;

/// <summary>
/// What a machine's key is for: under which sources it reports, of which cities (none: any), how many requests a minute (1 to
/// 6,000), and until when.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.key-scope")]
public sealed record KeyScope(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Sources,
    [property: Id(2)] ImmutableArray<string> Cities,
    [property: Id(3)] int PerMinute,
    [property: Id(4)] DateTimeOffset? Until);

/// <summary>
/// A machine's key: only hashes of it are kept. After a rotation the one before works on for a while, so that no report is
/// refused meanwhile. <c>Used</c> is when it was last used, to the minute or so.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.machine-key")]
public sealed record ApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] KeyScope Scope,
    [property: Id(2)] string Hash,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] string? HashBefore,
    [property: Id(5)] DateTimeOffset? BeforeUntil,
    [property: Id(6)] DateTimeOffset? Used);

/// <summary>A key with the secret that was made for it, which is shown this once; or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ipm.key-result")]
public sealed record ApiKeyResult(
    [property: Id(0)] ApiKey? Key,
    [property: Id(1)] string? Secret,
    [property: Id(2)] ValidationError? Error);

/// <summary>The keys of machines. Its key is the province's code.</summary>
[Alias("ipm.keys-grain")]
public interface IApiKeysGrain : IGrainWithStringKey
{
    /// <summary>All keys, newest first.</summary>
    [Alias("all")]
    Task<ImmutableArray<ApiKey>> GetAll();

    /// <summary>Makes a key.</summary>
    [Alias("issue")]
    Task<ApiKeyResult> Issue(KeyScope scope);

    /// <summary>Gives a key another secret; the one before works on for so many hours (0 to 168).</summary>
    [Alias("rotate")]
    Task<ApiKeyResult> Rotate(string id, int hours);

    /// <summary>Ends a key at once; false when there is none.</summary>
    [Alias("revoke")]
    Task<bool> Revoke(string id);

    /// <summary>The key that a secret belongs to and that still holds; null when there is none.</summary>
    [Alias("find-by-secret")]
    Task<ApiKey?> FindBySecret(string secret);
}

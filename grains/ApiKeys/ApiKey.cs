using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.ApiKeys;

/// <summary>An API key, stored as hashes of its secrets.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Scope">Its permissions.</param>
/// <param name="Hash">The hash of the secret.</param>
/// <param name="Since">The time the secret was issued.</param>
/// <param name="HashBefore">The hash of the previous secret, which overlaps after a rotation.</param>
/// <param name="BeforeUntil">The time the previous secret expires.</param>
/// <param name="Used">The time of last use, to about a minute.</param>
[GenerateSerializer, Immutable, Alias("ipm.machine-key")]
public sealed record ApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] ApiKeySettings Scope,
    [property: Id(2)] string Hash,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] string? HashBefore,
    [property: Id(5)] DateTimeOffset? BeforeUntil,
    [property: Id(6)] DateTimeOffset? Used);

/// <summary>A key with its new secret, which is shown only once; or the error.</summary>
[GenerateSerializer, Immutable, Alias("ipm.key-result")]
public sealed record ApiKeyResult(
    [property: Id(0)] ApiKey? Key,
    [property: Id(1)] string? Secret,
    [property: Id(2)] ValidationError? Error);

using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Accounts;

/// <summary>A person's account. The id is the name in lower case.</summary>
/// <remarks>
/// Failed attempts lock the account for a while, except for its known browsers (<see cref="KnownBrowser"/>). <see
/// cref="City"/> is set for a bureau. <see cref="TotpKey"/> is encrypted by the caller; one-time codes are required
/// once <see cref="TotpSince"/> is set.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ipm.account")]
public sealed record Account(
    [property: Id(0)] string Name,
    [property: Id(1)] string Title,
    [property: Id(2)] Role Role,
    [property: Id(3)] string? City,
    [property: Id(4)] string? PasswordHash,
    [property: Id(5)] bool MustChange,
    [property: Id(6)] string? External,
    [property: Id(7)] bool IsDisabled,
    [property: Id(8)] int Failures,
    [property: Id(9)] DateTimeOffset? LockedUntil,
    [property: Id(10)] string? TotpKey,
    [property: Id(11)] DateTimeOffset? TotpSince,
    [property: Id(12)] long TotpStep);

/// <summary>
/// The administrator's settings of an account. <see cref="External"/> is the account's name in the office's own sign-in
/// system.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.account-setup")]
public sealed record AccountSetup(
    [property: Id(0)] string Title,
    [property: Id(1)] Role Role,
    [property: Id(2)] string? City,
    [property: Id(3)] string? External,
    [property: Id(4)] bool IsDisabled);

/// <summary>The account after a change, or the error if nothing changed.</summary>
[GenerateSerializer, Immutable, Alias("ipm.account-result")]
public sealed record AccountResult(
    [property: Id(0)] Account? Account,
    [property: Id(1)] ValidationError? Error);

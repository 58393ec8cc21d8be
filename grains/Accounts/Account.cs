using System.Collections.Immutable;
using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Accounts;

/// <summary>What an account is for.</summary>
[GenerateSerializer, Alias("ipm.role")]
public enum Role
{
    /// <summary>The province's office: everything, and the accounts.</summary>
    Province,
    /// <summary>A city's bureau: hands in, corrects and looks into rows of its own city.</summary>
    Bureau,
    /// <summary>Reviews and publishes what others handed in.</summary>
    Reviewer,
    /// <summary>Campaigns and screens.</summary>
    Organizer,
    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,
}

/// <summary>
/// A person's account. Its name, in small letters, is its id; a bureau's has a city. Of the password only a hash is kept; the
/// wrong attempts of strangers since the last right one lock it for a while, but to the browsers that it is known on
/// (<see cref="KnownBrowser"/>). <c>TotpKey</c>, sealed by who calls, is asked for once <c>TotpSince</c> is set.
/// </summary>
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

/// <summary>What a province's administrator sets of an account; an external name is the one that the office's own account system knows it by.</summary>
[GenerateSerializer, Immutable, Alias("ipm.account-setup")]
public sealed record AccountSetup(
    [property: Id(0)] string Title,
    [property: Id(1)] Role Role,
    [property: Id(2)] string? City,
    [property: Id(3)] string? External,
    [property: Id(4)] bool IsDisabled);

/// <summary>An account as it is now, or why nothing changed.</summary>
[GenerateSerializer, Immutable, Alias("ipm.account-result")]
public sealed record AccountResult(
    [property: Id(0)] Account? Account,
    [property: Id(1)] ValidationError? Error);

/// <summary>
/// Somebody who is signed in. Its id is a hash of the token that the browser holds, so that it lets nobody in; it ends when it
/// was not used for a while, and after a day's work in any case. <c>Proved</c> is when its owner last gave the password;
/// one that owes a one-time code lets nobody in before it was given.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.session")]
public sealed record Session(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] DateTimeOffset Seen,
    [property: Id(4)] string From,
    [property: Id(5)] string Browser,
    [property: Id(6)] DateTimeOffset Proved,
    [property: Id(7)] bool OwesCode);

/// <summary>
/// A browser that an account was signed in on: strangers who guess lock out each other and not this one, which has attempts of
/// its own (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Its id is a hash of its token and the account.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.known-browser")]
public sealed record KnownBrowser(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2)] DateTimeOffset Seen,
    [property: Id(3)] int Failures);

/// <summary>Who comes: the address and the browser by their names, and the token by which the browser may be known.</summary>
[GenerateSerializer, Immutable, Alias("ipm.client-info")]
public sealed record ClientInfo(
    [property: Id(0)] string From,
    [property: Id(1)] string Browser,
    [property: Id(2)] string? BrowserToken);

/// <summary>A session with its account.</summary>
[GenerateSerializer, Immutable, Alias("ipm.signed-in-account")]
public sealed record SignedInAccount(
    [property: Id(0)] Session Session,
    [property: Id(1)] Account Account);

/// <summary>A session that began, its token, and the one that the browser is known by from now on, if it is; the browser is to hold both, the grain keeps neither.</summary>
[GenerateSerializer, Immutable, Alias("ipm.new-session")]
public sealed record NewSession(
    [property: Id(0)] string Token,
    [property: Id(1)] string? BrowserToken,
    [property: Id(2)] SignedInAccount SignedIn);

using System.Text.Json.Serialization;

namespace IpMonitor.Grains.Accounts;

/// <summary>A sign-in session, which ends when idle for a while and after a maximum lifetime.</summary>
/// <remarks>
/// The id is a hash of the browser's token, so that stored sessions cannot be used to sign in. While
/// <see cref="RequiresTotp"/> is true, a one-time code is still required.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ipm.session")]
public sealed record Session(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2), JsonPropertyName("since")] DateTimeOffset CreatedAt,
    [property: Id(3), JsonPropertyName("seen")] DateTimeOffset LastUsedAt,
    [property: Id(4)] string From,
    [property: Id(5)] string Browser,
    [property: Id(6), JsonPropertyName("proved")] DateTimeOffset AuthenticatedAt,
    [property: Id(7), JsonPropertyName("owesCode")] bool RequiresTotp);

/// <summary>A session with its account.</summary>
[GenerateSerializer, Immutable, Alias("ipm.signed-in-account")]
public sealed record SignedInAccount(
    [property: Id(0)] Session Session,
    [property: Id(1)] Account Account);

/// <summary>
/// A new session with its token and the token of the known browser, if any. The browser stores both tokens; the grain
/// stores only hashes.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.new-session")]
public sealed record NewSession(
    [property: Id(0)] string Token,
    [property: Id(1)] string? BrowserToken,
    [property: Id(2)] SignedInAccount SignedIn);

namespace IpMonitor.Grains.Accounts;

/// <summary>
/// The client of a sign-in: its address, the browser's name, the token of a known browser, and the session at the
/// OpenID Connect provider that authenticated the user, if any.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.client-info")]
public sealed record ClientInfo(
    [property: Id(0)] string From,
    [property: Id(1)] string Browser,
    [property: Id(2)] string? BrowserToken,
    [property: Id(3)] ExternalSession? External = null);

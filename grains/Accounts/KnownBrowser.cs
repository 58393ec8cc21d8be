namespace IpMonitor.Grains.Accounts;

/// <summary>A browser on which an account has been signed in. The id is a hash of its token and the account.</summary>
/// <remarks>
/// Has its own count of failed attempts, so that guesses from elsewhere do not lock it out (OWASP, "Slow Down Online
/// Guessing Attacks with Device Cookies").
/// </remarks>
[GenerateSerializer, Immutable, Alias("ipm.known-browser")]
public sealed record KnownBrowser(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2)] DateTimeOffset Seen,
    [property: Id(3)] int Failures);

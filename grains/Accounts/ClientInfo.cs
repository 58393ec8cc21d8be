namespace IpMonitor.Grains.Accounts;

/// <summary>The client of a sign-in: its address, the browser's name and the token of a known browser.</summary>
[GenerateSerializer, Immutable, Alias("ipm.client-info")]
public sealed record ClientInfo(
    [property: Id(0)] string From,
    [property: Id(1)] string Browser,
    [property: Id(2)] string? BrowserToken);

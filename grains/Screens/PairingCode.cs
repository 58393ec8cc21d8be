namespace IpMonitor.Grains.Screens;

/// <summary>
/// A code that a screen displays until it is entered in the control room. Only the screen knows the secret.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing-code")]
public sealed record PairingCode(
    [property: Id(0)] string Code,
    [property: Id(1)] string Secret,
    [property: Id(2)] DateTimeOffset Until);

/// <summary>The id and token of a screen, returned once its code was entered.</summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing")]
public sealed record ScreenCredentials(
    [property: Id(0)] string Id,
    [property: Id(1)] string Token);

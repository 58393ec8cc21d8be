using System.Globalization;
using System.Security.Cryptography;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Screens;

/// <summary>A code that a screen shows until somebody enters it in the control room; the secret is for the screen alone.</summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing-code")]
public sealed record PairingCode(
    [property: Id(0)] string Code,
    [property: Id(1)] string Secret,
    [property: Id(2)] DateTimeOffset Until);

/// <summary>What a screen learns once its code was entered.</summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing")]
public sealed record Pairing(
    [property: Id(0)] string Id,
    [property: Id(1)] string Token);

/// <summary>The codes that are out: six digits, ten minutes, and no more than a province has screens.</summary>
internal sealed class PairingCodes
{
    private const int MaxOpenCodes = 500;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (string SecretHash, DateTimeOffset Until, Pairing? Pairing)> _openCodes = [];

    /// <summary>A new code; null when too many are out.</summary>
    public PairingCode? Create(DateTimeOffset now)
    {
        foreach (var (old, (_, until, _)) in _openCodes.ToList())
            if (until <= now) _openCodes.Remove(old);
        if (_openCodes.Count >= MaxOpenCodes) return null;
        string code;
        do code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        while (_openCodes.ContainsKey(code));
        var offer = new PairingCode(code, SecretGenerator.Generate(), now + Lifetime);
        _openCodes[code] = (Digest.Compute(offer.Secret), offer.Until, null);
        return offer;
    }

    /// <summary>Whether a code is out that nobody has entered yet.</summary>
    public bool IsOpen(string code, DateTimeOffset now) => _openCodes.TryGetValue(code, out var one) && one.Until > now && one.Pairing is null;

    /// <summary>Has the screen that shows a code learn what it is.</summary>
    public void Complete(string code, Pairing pairing) => _openCodes[code] = _openCodes[code] with { Pairing = pairing };

    /// <summary>Whether the code is still out under this secret, and what it led to.</summary>
    public (bool IsOut, Pairing? Pairing) Claim(string code, string secret, DateTimeOffset now) =>
        _openCodes.TryGetValue(code, out var one) && one.Until > now && Digest.Verify(secret, one.SecretHash) ? (true, one.Pairing) : (false, null);
}

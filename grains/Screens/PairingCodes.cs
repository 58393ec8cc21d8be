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
    private const int Most = 500;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (string SecretHash, DateTimeOffset Until, Pairing? Pairing)> _out = [];

    /// <summary>A new code; null when too many are out.</summary>
    public PairingCode? Offer(DateTimeOffset now)
    {
        foreach (var (old, (_, until, _)) in _out.ToList())
            if (until <= now) _out.Remove(old);
        if (_out.Count >= Most) return null;
        string code;
        do code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        while (_out.ContainsKey(code));
        var offer = new PairingCode(code, Secret.New(), now + Lasts);
        _out[code] = (Digest.Of(offer.Secret), offer.Until, null);
        return offer;
    }

    /// <summary>Whether a code is out that nobody has entered yet.</summary>
    public bool IsOpen(string code, DateTimeOffset now) => _out.TryGetValue(code, out var one) && one.Until > now && one.Pairing is null;

    /// <summary>Has the screen that shows a code learn what it is.</summary>
    public void Enter(string code, Pairing pairing) => _out[code] = _out[code] with { Pairing = pairing };

    /// <summary>Whether the code is still out under this secret, and what it led to.</summary>
    public (bool IsOut, Pairing? Pairing) Claim(string code, string secret, DateTimeOffset now) =>
        _out.TryGetValue(code, out var one) && one.Until > now && Digest.Fits(secret, one.SecretHash) ? (true, one.Pairing) : (false, null);
}

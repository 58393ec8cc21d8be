using System.Globalization;
using System.Security.Cryptography;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Screens;

/// <summary>The open pairing codes: six digits, valid for ten minutes.</summary>
internal sealed class PairingCodes
{
    private const int MaxOpenCodes = 500;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (string SecretHash, DateTimeOffset Until, ScreenCredentials? Credentials)>
        _openCodes = [];

    /// <summary>Creates a code; null if too many are open.</summary>
    public PairingCode? Create(DateTimeOffset now)
    {
        foreach (var (expired, (_, until, _)) in _openCodes.ToList())
            if (until <= now) _openCodes.Remove(expired);
        if (_openCodes.Count >= MaxOpenCodes) return null;
        string code;
        do code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        while (_openCodes.ContainsKey(code));
        var created = new PairingCode(code, SecretGenerator.Generate(), now + Lifetime);
        _openCodes[code] = (Digest.Compute(created.Secret), created.Until, null);
        return created;
    }

    /// <summary>Returns true if a code is open and not yet paired.</summary>
    public bool IsOpen(string code, DateTimeOffset now) =>
        _openCodes.TryGetValue(code, out var open) && open.Until > now && open.Credentials is null;

    /// <summary>Completes the pairing of an open code.</summary>
    public void Complete(string code, ScreenCredentials credentials) =>
        _openCodes[code] = _openCodes[code] with { Credentials = credentials };

    /// <summary>
    /// Returns whether a code is open under this secret, and the credentials of the screen if it was entered.
    /// </summary>
    public (bool IsOpen, ScreenCredentials? Credentials) Claim(string code, string secret, DateTimeOffset now) =>
        _openCodes.TryGetValue(code, out var open) && open.Until > now && Digest.Verify(secret, open.SecretHash)
            ? (true, open.Credentials)
            : (false, null);
}

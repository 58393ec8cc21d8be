using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Dashboard.Security;

/// <summary>One-time codes of an authenticator app (RFC 6238: HMAC-SHA-1, six digits, 30 seconds).</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>A new key of 160 bits, in Base32.</summary>
    public static string GenerateKey() => string.Concat(RandomNumberGenerator.GetBytes(32).Select(one => Alphabet[one % 32]));

    /// <summary>The address that an app reads from a QR code.</summary>
    public static string GetProvisioningUri(string name, string key) => $"otpauth://totp/IpMonitor:{Uri.EscapeDataString(name)}?secret={key}&issuer=IpMonitor";

    /// <summary>The step of now, if the code is its; null otherwise.</summary>
    public static long? FindStep(string key, string? code, DateTimeOffset now) => GetStep(now) is var step && IsMatch(key, code, step) ? step : null;

    /// <summary>Whether it is the code of the step before or after: it was typed too late, or the telephone's clock differs.</summary>
    public static bool IsAdjacentStep(string key, string? code, DateTimeOffset now) => IsMatch(key, code, GetStep(now) - 1) || IsMatch(key, code, GetStep(now) + 1);

    /// <summary>The code of a step.</summary>
    public static string ComputeCode(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What every authenticator app speaks.
        var hash = HMACSHA1.HashData(DecodeBase32(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static long GetStep(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    private static bool IsMatch(string key, string? code, long step) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ComputeCode(key, step)), Encoding.UTF8.GetBytes(code ?? ""));

    private static byte[] DecodeBase32(string key)
    {
        var (bytes, bits, held) = (new List<byte>(), 0, 0);
        foreach (var letter in key)
        {
            (bits, held) = ((bits << 5 | Alphabet.IndexOf(letter)) & 0xFFFF, held + 5);
            if (held < 8) continue;
            bytes.Add((byte)(bits >> (held -= 8)));
        }
        return [.. bytes];
    }
}

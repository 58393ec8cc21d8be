using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>
/// Computes time-based one-time passwords (RFC 6238: HMAC-SHA-1, six digits, time steps of 30 seconds).
/// </summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>Generates a key of 160 bits in Base32.</summary>
    public static string GenerateKey() =>
        string.Concat(RandomNumberGenerator.GetBytes(32).Select(value => Alphabet[value % 32]));

    /// <summary>Returns the <c>otpauth</c> address for the QR code that an authenticator app reads.</summary>
    public static string GetProvisioningUri(string name, string key) =>
        $"otpauth://totp/IpMonitor:{Uri.EscapeDataString(name)}?secret={key}&issuer=IpMonitor";

    /// <summary>Returns the current time step if the code belongs to it; otherwise null.</summary>
    public static long? FindStep(string key, string? code, DateTimeOffset now)
    {
        var step = GetStep(now);
        return IsMatch(key, code, step) ? step : null;
    }

    /// <summary>Returns true if the code belongs to the time step before or after the current one.</summary>
    /// <remarks>It was typed too late, or the clock of the phone is wrong.</remarks>
    public static bool IsAdjacentStep(string key, string? code, DateTimeOffset now) =>
        IsMatch(key, code, GetStep(now) - 1) || IsMatch(key, code, GetStep(now) + 1);

    /// <summary>Computes the code of a time step.</summary>
    public static string ComputeCode(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps support only SHA-1 reliably.
        var hash = HMACSHA1.HashData(DecodeBase32(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static long GetStep(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    private static bool IsMatch(string key, string? code, long step) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(ComputeCode(key, step)), Encoding.UTF8.GetBytes(code ?? ""));

    private static byte[] DecodeBase32(string key)
    {
        var (bytes, buffer, bitCount) = (new List<byte>(), 0, 0);
        foreach (var letter in key)
        {
            (buffer, bitCount) = ((buffer << 5 | Alphabet.IndexOf(letter)) & 0xFFFF, bitCount + 5);
            if (bitCount < 8) continue;
            bytes.Add((byte)(buffer >> (bitCount -= 8)));
        }
        return [.. bytes];
    }
}

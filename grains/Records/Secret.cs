using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Grains.Records;

/// <summary>Something that cannot be guessed: whoever holds it is let in, and only a hash of it is kept.</summary>
public static class Secret
{
    /// <summary>A new one of so many random bytes, in hexadecimal.</summary>
    public static string New(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>SHA-256, in hexadecimal: enough for what is random itself, and never for a password.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Takes as long for a wrong one as for a right one.</summary>
    public static bool Fits(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(HashOf(secret)), Encoding.UTF8.GetBytes(hash));
}

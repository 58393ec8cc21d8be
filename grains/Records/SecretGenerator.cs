using System.Security.Cryptography;

namespace IpMonitor.Grains.Records;

/// <summary>Something that cannot be guessed: whoever holds it is let in, and only a <see cref="Digest"/> of it is kept.</summary>
public static class SecretGenerator
{
    /// <summary>A new one of so many random bytes, in hexadecimal.</summary>
    public static string Generate(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

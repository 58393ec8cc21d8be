using System.Security.Cryptography;

namespace IpMonitor.Grains.Records;

/// <summary>Something that cannot be guessed: whoever holds it is let in, and only a <see cref="Digest"/> of it is kept.</summary>
public static class Secret
{
    /// <summary>A new one of so many random bytes, in hexadecimal.</summary>
    public static string New(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

using System.Security.Cryptography;

namespace IpMonitor.Grains.Records;

/// <summary>Generates random secrets, of which only a <see cref="Digest"/> is stored.</summary>
public static class SecretGenerator
{
    /// <summary>Generates a number of random bytes, in hexadecimal.</summary>
    public static string Generate(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

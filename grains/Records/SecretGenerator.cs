using System.Security.Cryptography;

namespace IpMonitor.Grains.Records;

/// <summary>Generates random secrets, of which only a <see cref="Digest"/> is stored.</summary>
public static class SecretGenerator
{
    // Without characters that look alike.
    private const string PasswordCharacters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Generates a temporary password of 138 random bits that is easy to read out and type.</summary>
    public static string GeneratePassword() => string.Join(
        '-', Enumerable.Range(0, 7).Select(_ => RandomNumberGenerator.GetString(PasswordCharacters, 4)));

    /// <summary>Generates a number of random bytes, in hexadecimal.</summary>
    public static string Generate(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Grains.Records;

/// <summary>Something that cannot be guessed: whoever holds it is let in, and only a hash of it is kept.</summary>
public static class Secret
{
    // A new one comes first; who was let in by one before still is.
    private static readonly HashAlgorithmName[] Algorithms = [HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    /// <summary>A new one of so many random bytes, in hexadecimal.</summary>
    public static string New(int bytes = 32) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>What is kept of one, in hexadecimal: enough for what is random itself, and never for a password. Its length tells the algorithm, SHA-256 today.</summary>
    public static string HashOf(string secret) => HashOf(secret, Algorithms[0]);

    /// <summary>Each hash that may have been kept of one, by the algorithms of today and of before.</summary>
    public static IEnumerable<string> HashesOf(string secret) => Algorithms.Select(algorithm => HashOf(secret, algorithm));

    /// <summary>Takes as long for a wrong one as for a right one.</summary>
    public static bool Fits(string secret, string hash) => HashesOf(secret).Aggregate(false, (fits, its) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(its), Encoding.UTF8.GetBytes(hash)) || fits);

    private static string HashOf(string secret, HashAlgorithmName algorithm) => Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, Encoding.UTF8.GetBytes(secret)));
}

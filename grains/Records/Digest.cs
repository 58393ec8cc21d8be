using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Grains.Records;

/// <summary>Computes and verifies hexadecimal hashes of random secrets and of stored data. Not for passwords.</summary>
/// <remarks>
/// The length of a hash tells its algorithm, so that SHA-256 can be replaced while existing hashes still verify.
/// </remarks>
public static class Digest
{
    // The current algorithm is the first.
    private static readonly ImmutableArray<HashAlgorithmName> Algorithms =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    /// <summary>Computes the hash with the current algorithm.</summary>
    public static string Compute(string text) => Compute(text, Algorithms[0]);

    /// <summary>Computes the hashes with all algorithms, the current one first.</summary>
    public static IEnumerable<string> ComputeAll(string text) =>
        Algorithms.Select(algorithm => Compute(text, algorithm));

    /// <summary>Returns true if the hash is one of the text, in time that does not depend on the result.</summary>
    public static bool Verify(string text, string hash)
    {
        var expected = Encoding.UTF8.GetBytes(hash);
        return ComputeAll(text).Aggregate(false, (isEqual, computed) =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(computed), expected) || isEqual);
    }

    private static string Compute(string text, HashAlgorithmName algorithm) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, Encoding.UTF8.GetBytes(text)));
}

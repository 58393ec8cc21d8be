using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Grains.Records;

/// <summary>
/// A hash in hexadecimal: enough for what is random itself and for what must not be changed, and never for a password. Its length
/// tells the algorithm, so that another can take the place of today's SHA-256 and what was hashed before is known again.
/// </summary>
public static class Digest
{
    // A new one comes first.
    private static readonly ImmutableArray<HashAlgorithmName> Algorithms =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    /// <summary>The hash by today's algorithm.</summary>
    public static string Compute(string text) => Compute(text, Algorithms[0]);

    /// <summary>Each hash that a text may have been given, by the algorithms of today and of before.</summary>
    public static IEnumerable<string> ComputeAll(string text) => Algorithms.Select(algorithm => Compute(text, algorithm));

    /// <summary>Whether it is a hash of the text; takes as long for a wrong one as for a right one.</summary>
    public static bool Verify(string text, string hash) => ComputeAll(text).Aggregate(false, (fits, its) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(its), Encoding.UTF8.GetBytes(hash)) || fits);

    private static string Compute(string text, HashAlgorithmName algorithm) => Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, Encoding.UTF8.GetBytes(text)));
}

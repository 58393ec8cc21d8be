using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Records;

namespace IpMonitor.Tests.Doors;

/// <summary>What is kept of a secret, and what chains the audit trail.</summary>
public sealed class DigestTests
{
    [Fact]
    public void What_was_hashed_is_known_again_whichever_algorithm_that_was()
    {
        var secret = Secret.New();
        var kept = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(secret)));
        Assert.Equal(64, Digest.Of(secret).Length);
        Assert.True(Digest.Fits(secret, Digest.Of(secret)));
        Assert.True(Digest.Fits(secret, kept));
        Assert.Contains(kept, Digest.All(secret));
        Assert.False(Digest.Fits(Secret.New(), kept));
        Assert.False(Digest.Fits(secret, ""));
    }
}

using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Records;

namespace IpMonitor.UnitTests.Security;

/// <summary>What is kept of a secret, and what chains the audit trail.</summary>
public sealed class DigestTests
{
    [Fact]
    public void What_was_hashed_is_known_again_whichever_algorithm_that_was()
    {
        var secret = SecretGenerator.Generate();
        var kept = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(secret)));
        Assert.Equal(64, Digest.Compute(secret).Length);
        Assert.True(Digest.Verify(secret, Digest.Compute(secret)));
        Assert.True(Digest.Verify(secret, kept));
        Assert.Contains(kept, Digest.ComputeAll(secret));
        Assert.False(Digest.Verify(SecretGenerator.Generate(), kept));
        Assert.False(Digest.Verify(secret, ""));
    }
}

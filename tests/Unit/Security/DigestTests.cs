using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Records;

namespace IpMonitor.UnitTests.Security;

/// <summary>Tests of the digests of stored secrets and of the audit log.</summary>
public sealed class DigestTests
{
    [Fact]
    public void Digests_of_current_and_former_algorithms_verify()
    {
        var secret = SecretGenerator.Generate();
        var formerDigest = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(secret)));
        Assert.Equal(64, Digest.Compute(secret).Length);
        Assert.True(Digest.Verify(secret, Digest.Compute(secret)));
        Assert.True(Digest.Verify(secret, formerDigest));
        Assert.Contains(formerDigest, Digest.ComputeAll(secret));
        Assert.False(Digest.Verify(SecretGenerator.Generate(), formerDigest));
        Assert.False(Digest.Verify(secret, ""));
    }
}

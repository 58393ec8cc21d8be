using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Records;

namespace IpMonitor.Tests.Doors;

/// <summary>What is made to be held by one alone.</summary>
public sealed class SecretHashTests
{
    [Fact]
    public void It_is_known_again_by_what_was_kept_of_it_whichever_algorithm_that_was()
    {
        var secret = Secret.New();
        var kept = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(secret)));
        Assert.Equal(64, secret.Length);
        Assert.True(Secret.Fits(secret, Secret.HashOf(secret)));
        Assert.True(Secret.Fits(secret, kept));
        Assert.Contains(kept, Secret.HashesOf(secret));
        Assert.False(Secret.Fits(Secret.New(), kept));
    }
}

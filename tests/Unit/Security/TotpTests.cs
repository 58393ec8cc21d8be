using IpMonitor.Dashboard.Security.Authentication;

namespace IpMonitor.UnitTests.Security;

/// <summary>
/// Tests one-time codes against RFC 6238, appendix B; the codes are the last six of its eight digits.
/// </summary>
public sealed class TotpTests
{
    // "12345678901234567890" in Base32.
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_match_the_test_vectors_of_RFC_6238(long seconds, string code)
    {
        Assert.Equal(code, Totp.ComputeCode(Key, seconds / 30));
        Assert.Equal(seconds / 30, Totp.FindStep(Key, code, DateTimeOffset.FromUnixTimeSeconds(seconds)));
        foreach (var (offset, isOutdated) in ((int, bool)[])[(-30, true), (30, true), (60, false)])
        {
            Assert.Null(Totp.FindStep(Key, code, DateTimeOffset.FromUnixTimeSeconds(seconds + offset)));
            Assert.Equal(
                isOutdated, Totp.IsAdjacentStep(Key, code, DateTimeOffset.FromUnixTimeSeconds(seconds + offset)));
        }
        Assert.Null(Totp.FindStep(Key, code[..5], DateTimeOffset.FromUnixTimeSeconds(seconds)));
    }

    [Fact]
    public void Keys_have_160_bits_and_are_unique()
    {
        Assert.Matches("^[A-Z2-7]{32}$", Totp.GenerateKey());
        Assert.NotEqual(Totp.GenerateKey(), Totp.GenerateKey());
    }
}

using IpMonitor.Grains.Accounts;

namespace IpMonitor.UnitTests.Security;

/// <summary>Which sessions the OpenID Connect provider ends.</summary>
public sealed class ExternalSessionTests
{
    private static readonly DateTimeOffset Issued = DateTimeOffset.UnixEpoch.AddHours(1);

    [Theory]
    [InlineData("u-1", "s-1", true)]
    [InlineData("u-1", null, true)]
    [InlineData(null, "s-1", true)]
    [InlineData("u-2", "s-1", false)]
    [InlineData("u-1", "s-2", false)]
    [InlineData("u-2", null, false)]
    [InlineData(null, "s-2", false)]
    [InlineData(null, null, false)]
    public void A_session_is_ended_by_its_user_and_session_id(string? subject, string? sessionId, bool isEnded) =>
        Assert.Equal(isEnded, Create("s-1").IsEndedBy(subject, sessionId, Issued));

    [Theory]
    [InlineData("u-1", "s-1", true)]
    [InlineData("u-1", null, true)]
    [InlineData(null, "s-1", false)]
    public void A_session_without_a_session_id_is_ended_by_its_user(string? subject, string? sessionId, bool isEnded) =>
        Assert.Equal(isEnded, Create(null).IsEndedBy(subject, sessionId, Issued));

    [Fact]
    public void A_session_that_started_later_is_not_ended()
    {
        Assert.True(Create("s-1").IsEndedBy("u-1", "s-1", Issued.AddSeconds(1)));
        Assert.False(Create("s-1").IsEndedBy("u-1", "s-1", Issued.AddSeconds(-1)));
    }

    private static ExternalSession Create(string? sessionId) => new("u-1", sessionId, Issued, null, "");
}

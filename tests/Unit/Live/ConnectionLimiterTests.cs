using System.Net;
using IpMonitor.Dashboard.Live;
using IpMonitor.Testing.Telemetry;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.UnitTests.Live;

public sealed class ConnectionLimiterTests
{
    private static readonly IPAddress OfficeAddress = IPAddress.Parse("10.0.0.1");
    private static readonly LiveLimitOptions Limits = new()
    {
        ConnectionsPerAddress = 2,
        ConnectionsPerAccount = 2,
        TopicsPerAddress = 2,
        TopicsPerAccount = 2,
    };
    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionLimiter _limiter;

    public ConnectionLimiterTests() => _limiter = new(Options.Create(Limits), new(new TestMeterFactory()), _time);

    [Fact]
    public void Connections_are_limited_per_address()
    {
        var first = Acquire(OfficeAddress);
        Acquire(IPAddress.Parse("::ffff:10.0.0.1"));
        Assert.Null(_limiter.TryAcquire(OfficeAddress, null));
        Acquire(IPAddress.Parse("10.0.0.2"));
        first.Release();
        Acquire(OfficeAddress);
    }

    [Fact]
    public void Connections_are_limited_per_account_across_addresses()
    {
        Acquire(OfficeAddress, "zibo");
        Acquire(IPAddress.Parse("10.0.0.2"), "zibo");
        Assert.Null(_limiter.TryAcquire(IPAddress.Parse("10.0.0.3"), "zibo"));
        // A refused connection takes nothing from its address.
        Acquire(IPAddress.Parse("10.0.0.3"));
        Acquire(IPAddress.Parse("10.0.0.3"));
    }

    [Fact]
    public void A_topic_counts_once_per_address()
    {
        var (first, second) = (Acquire(OfficeAddress), Acquire(OfficeAddress));
        Assert.True(first.TryAddTopic("feed")
            && first.TryAddTopic("province/2026")
            && first.TryAddTopic("feed")
            && second.TryAddTopic("feed"));
        Assert.False(second.TryAddTopic("province/2025"));
        first.RemoveTopic("province/2026");
        Assert.True(second.TryAddTopic("province/2025"));
        first.RemoveTopic("feed");
        Assert.False(second.TryAddTopic("province/2024"));
    }

    [Fact]
    public void Releasing_a_lease_frees_its_quotas()
    {
        var lease = Acquire(OfficeAddress, "zibo");
        lease.TryAddTopic("feed");
        Assert.Equal(2, _limiter.QuotaCount);
        Assert.Equal(["feed"], lease.Release());
        Assert.Equal(0, _limiter.QuotaCount);
        // A call that arrives after the release is refused.
        Assert.False(lease.TryAddTopic("feed"));
    }

    [Fact]
    public void A_lease_without_topics_becomes_idle_after_the_timeout()
    {
        var (withoutTopic, withFormerTopic, withTopic) =
            (Acquire(OfficeAddress), Acquire(OfficeAddress), Acquire(IPAddress.Parse("10.0.0.2")));
        Assert.True(withFormerTopic.TryAddTopic("feed") && withTopic.TryAddTopic("feed"));
        _time.Advance(Limits.IdleTimeout);
        Assert.False(withoutTopic.IsIdle);
        withFormerTopic.RemoveTopic("feed");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, false, false), (withoutTopic.IsIdle, withFormerTopic.IsIdle, withTopic.IsIdle));
        _time.Advance(Limits.IdleTimeout);
        Assert.Equal((true, true, false), (withoutTopic.IsIdle, withFormerTopic.IsIdle, withTopic.IsIdle));
    }

    private ConnectionLimiter.ConnectionLease Acquire(IPAddress address, string? account = null) =>
        _limiter.TryAcquire(address, account)!;
}

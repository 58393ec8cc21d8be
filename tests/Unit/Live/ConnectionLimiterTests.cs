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
    public void An_address_has_so_many_connections_and_another_as_many_of_its_own()
    {
        var first = Acquire(OfficeAddress);
        Acquire(IPAddress.Parse("::ffff:10.0.0.1"));
        Assert.Null(_limiter.TryAcquire(OfficeAddress, null));
        Acquire(IPAddress.Parse("10.0.0.2"));
        first.Release();
        Acquire(OfficeAddress);
    }

    [Fact]
    public void An_account_has_so_many_connections_from_wherever()
    {
        Acquire(OfficeAddress, "zibo");
        Acquire(IPAddress.Parse("10.0.0.2"), "zibo");
        Assert.Null(_limiter.TryAcquire(IPAddress.Parse("10.0.0.3"), "zibo"));
        // Who was refused has taken nothing.
        Acquire(IPAddress.Parse("10.0.0.3"));
        Acquire(IPAddress.Parse("10.0.0.3"));
    }

    [Fact]
    public void A_topic_that_is_shown_already_costs_no_more()
    {
        var (one, two) = (Acquire(OfficeAddress), Acquire(OfficeAddress));
        Assert.True(one.TryAddTopic("feed") && one.TryAddTopic("province/2026") && one.TryAddTopic("feed") && two.TryAddTopic("feed"));
        Assert.False(two.TryAddTopic("province/2025"));
        one.RemoveTopic("province/2026");
        Assert.True(two.TryAddTopic("province/2025"));
        one.RemoveTopic("feed");
        Assert.False(two.TryAddTopic("province/2024"));
    }

    [Fact]
    public void Who_leaves_leaves_nothing_behind()
    {
        var seat = Acquire(OfficeAddress, "zibo");
        seat.TryAddTopic("feed");
        Assert.Equal(2, _limiter.QuotaCount);
        Assert.Equal(["feed"], seat.Release());
        Assert.Equal(0, _limiter.QuotaCount);
        // A call that was under way comes too late.
        Assert.False(seat.TryAddTopic("feed"));
    }

    [Fact]
    public void A_seat_is_idle_when_it_has_shown_no_topic_for_longer_than_it_may()
    {
        var (never, once, still) = (Acquire(OfficeAddress), Acquire(OfficeAddress), Acquire(IPAddress.Parse("10.0.0.2")));
        Assert.True(once.TryAddTopic("feed") && still.TryAddTopic("feed"));
        _time.Advance(Limits.IdleTimeout);
        Assert.False(never.IsIdle);
        once.RemoveTopic("feed");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, false, false), (never.IsIdle, once.IsIdle, still.IsIdle));
        _time.Advance(Limits.IdleTimeout);
        Assert.Equal((true, true, false), (never.IsIdle, once.IsIdle, still.IsIdle));
    }

    private ConnectionLimiter.ConnectionLease Acquire(IPAddress address, string? account = null) => _limiter.TryAcquire(address, account)!;
}

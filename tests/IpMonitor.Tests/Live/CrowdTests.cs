using System.Net;
using IpMonitor.Dashboard.Live;
using Microsoft.Extensions.Options;

namespace IpMonitor.Tests.Live;

public sealed class CrowdTests
{
    private static readonly IPAddress Office = IPAddress.Parse("10.0.0.1");
    private readonly Crowd _crowd = new(
        Options.Create(new LiveLimits { ConnectionsAnAddress = 2, ConnectionsAnAccount = 2, TopicsAnAddress = 2, TopicsAnAccount = 2 }), TimeProvider.System);

    [Fact]
    public void An_address_has_so_many_connections_and_another_as_many_of_its_own()
    {
        var first = Enter(Office);
        Enter(IPAddress.Parse("::ffff:10.0.0.1"));
        Assert.Null(_crowd.TryEnter(Office, null));
        Enter(IPAddress.Parse("10.0.0.2"));
        first.Leave();
        Enter(Office);
    }

    [Fact]
    public void An_account_has_so_many_connections_from_wherever()
    {
        Enter(Office, "zibo");
        Enter(IPAddress.Parse("10.0.0.2"), "zibo");
        Assert.Null(_crowd.TryEnter(IPAddress.Parse("10.0.0.3"), "zibo"));
        // Who was refused has taken nothing.
        Enter(IPAddress.Parse("10.0.0.3"));
        Enter(IPAddress.Parse("10.0.0.3"));
    }

    [Fact]
    public void A_topic_that_is_shown_already_costs_no_more()
    {
        var (one, two) = (Enter(Office), Enter(Office));
        Assert.True(one.TryAdd("feed") && one.TryAdd("province/2026") && one.TryAdd("feed") && two.TryAdd("feed"));
        Assert.False(two.TryAdd("province/2025"));
        one.Remove("province/2026");
        Assert.True(two.TryAdd("province/2025"));
        one.Remove("feed");
        Assert.False(two.TryAdd("province/2024"));
    }

    [Fact]
    public void Who_leaves_leaves_nothing_behind()
    {
        var seat = Enter(Office, "zibo");
        seat.TryAdd("feed");
        Assert.Equal(2, _crowd.Parties);
        Assert.Equal(["feed"], seat.Leave());
        Assert.Equal(0, _crowd.Parties);
        // A call that was under way comes too late.
        Assert.False(seat.TryAdd("feed"));
    }

    private Crowd.Seat Enter(IPAddress address, string? account = null) => _crowd.TryEnter(address, account)!;
}

using IpMonitor.Dashboard.Security;
using Microsoft.Extensions.Options;

namespace IpMonitor.UnitTests.Security;

/// <summary>The memory of request bodies in progress.</summary>
public sealed class RequestBodyGateTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void A_caller_may_use_half_and_a_disposed_lease_returns_its_memory()
    {
        var gate = new RequestBodyGate(Options.Create(new RequestBodyOptions { MaxBodyMegabytes = 64 }));
        using var first = gate.CreateLease("a");
        Assert.True(first.TryAcquire(8 * Megabyte));
        using var second = gate.CreateLease("a");
        Assert.True(second.TryAcquire(RequestBodyGate.UncountedBytes));
        Assert.False(second.TryAcquire(1));
        using var other = gate.CreateLease("b");
        Assert.True(other.TryAcquire(8 * Megabyte));
        using var third = gate.CreateLease("c");
        Assert.False(third.TryAcquire(Megabyte));
        first.Dispose();
        Assert.True(second.TryAcquire(7 * Megabyte));
    }

    [Fact]
    public void The_smallest_limit_holds_the_largest_body()
    {
        var gate = new RequestBodyGate(
            Options.Create(new RequestBodyOptions { MaxBodyMegabytes = RequestBodyOptions.MinMegabytes }));
        using var lease = gate.CreateLease("a");
        Assert.True(lease.TryAcquire(BodySizeLimit.MaxBufferedMegabytes * Megabyte));
        Assert.NotNull(new RequestBodyOptions { MaxBodyMegabytes = RequestBodyOptions.MinMegabytes - 1 }.Validate());
        Assert.NotNull(new RequestBodyOptions { BodyTimeout = TimeSpan.Zero }.Validate());
    }
}

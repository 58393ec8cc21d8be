using System.Net;
using IpMonitor.Dashboard.Workbooks;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.UnitTests.Workbooks;

/// <summary>Few workbooks are written at once, and one caller leaves places to others.</summary>
public sealed class ExportLimiterTests
{
    [Fact]
    public async Task A_caller_writes_one_workbook_and_its_further_requests_wait_or_are_refused()
    {
        using var limiter = new ExportLimiter();
        using var first = await limiter.Acquire(CreateContext("192.0.2.1"));
        Assert.True(first.IsAcquired);
        var waiting = Enumerable.Range(0, 8).Select(_ => limiter.Acquire(CreateContext("192.0.2.1")).AsTask()).ToList();
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        using var refused = await limiter.Acquire(CreateContext("192.0.2.1"));
        Assert.False(refused.IsAcquired);
        using var other = await limiter.Acquire(CreateContext("192.0.2.2"));
        Assert.True(other.IsAcquired);

        first.Dispose();
        foreach (var one in waiting)
        {
            using var lease = await one.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            Assert.True(lease.IsAcquired);
        }
    }

    [Fact]
    public async Task Two_workbooks_are_written_at_once()
    {
        using var limiter = new ExportLimiter();
        using var first = await limiter.Acquire(CreateContext("192.0.2.1"));
        var second = await limiter.Acquire(CreateContext("192.0.2.2"));
        var third = limiter.Acquire(CreateContext("192.0.2.3")).AsTask();
        Assert.True(first.IsAcquired && second.IsAcquired && !third.IsCompleted);
        second.Dispose();
        using var lease = await third.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(lease.IsAcquired);
    }

    private static DefaultHttpContext CreateContext(string address) =>
        new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}

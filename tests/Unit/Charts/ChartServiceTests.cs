using IpMonitor.Dashboard.Charts;
using IpMonitor.Dashboard.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.UnitTests.Charts;

/// <summary>The number of pictures that wait is bounded, and each is drawn once.</summary>
public sealed class ChartServiceTests : IDisposable
{
    private static readonly ChartSettings Settings = new(ChartFormat.Svg, "zh-CN", ChartTheme.Light, 400, null, 1);

    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _open = new();
    private readonly IOptions<ChartOptions> _options =
        Options.Create(new ChartOptions { MaxQueued = 2, MaxConcurrent = 1, MaxSeconds = 10 });
    private readonly ChartService _service;
    private int _drawn;

    public ChartServiceTests() => _service = new(new ChartQueue(_options), _options, _time);

    public void Dispose()
    {
        _open.Set();
        _service.Dispose();
        _open.Dispose();
    }

    [Fact]
    public async Task A_picture_beyond_the_limit_is_refused_until_another_is_finished()
    {
        var (first, second) = (Get("a"), Get("b"));
        Assert.Equal("charts_busy", (await Assert.ThrowsAsync<RequestRejectedException>(() => Get("c"))).Code);
        _open.Set();
        await Task.WhenAll(first, second);
        Assert.NotNull(await Get("c"));
    }

    [Fact]
    public async Task Equal_requests_wait_for_one_picture_and_later_ones_have_it_from_memory()
    {
        var waiting = Enumerable.Range(0, 20).Select(_ => Get("a")).ToList();
        _open.Set();
        var pictures = await Task.WhenAll(waiting);
        Assert.All(pictures, picture => Assert.Same(pictures[0], picture));
        Assert.Same(pictures[0], await Get("a"));
        Assert.Equal(1, _drawn);
    }

    [Fact]
    public async Task A_request_does_not_wait_longer_than_the_limit()
    {
        var waiting = Get("a");
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(503, (await Assert.ThrowsAsync<RequestRejectedException>(() => waiting)).Status);
        _open.Set();
    }

    [Fact]
    public async Task A_failed_picture_is_drawn_again()
    {
        _open.Set();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _service.GetPicture(
            "a", "caller", Settings, () => throw new InvalidOperationException(),
            TestContext.Current.CancellationToken));
        Assert.NotNull(await Get("a"));
    }

    [Fact]
    public async Task A_caller_takes_at_most_half_of_the_queue()
    {
        var first = Get("a", "one");
        var refusal = await Assert.ThrowsAsync<RequestRejectedException>(() => Get("b", "one"));
        Assert.Equal("charts_busy", refusal.Code);
        var other = Get("c", "other");
        _open.Set();
        Assert.All(await Task.WhenAll(first, other), Assert.NotNull);
    }

    [Fact]
    public async Task A_picture_that_no_request_waits_for_is_not_drawn()
    {
        using var gone = new CancellationTokenSource();
        var first = Get("a");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _drawn) > 0, TimeSpan.FromSeconds(10)));
        var abandoned = Get("b", cancellation: gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        _open.Set();
        await first;
        Assert.NotNull(await Get("c"));
        Assert.Equal(2, _drawn);
    }

    [Fact]
    public async Task Pictures_are_drawn_on_threads_of_their_own()
    {
        Thread? drawing = null;
        _open.Set();
        await _service.GetPicture(
            "a", "caller", Settings,
            () => Task.FromResult<Func<Chart>?>(() =>
            {
                drawing = Thread.CurrentThread;
                return CreateChart();
            }),
            TestContext.Current.CancellationToken);
        Assert.False(drawing!.IsThreadPoolThread);
        Assert.Equal("chart 1", drawing.Name);
    }

    private Task<byte[]?> Get(string key, string? caller = null, CancellationToken cancellation = default) =>
        _service.GetPicture(
            key,
            caller ?? key,
            Settings,
            () => Task.FromResult<Func<Chart>?>(() =>
            {
                Interlocked.Increment(ref _drawn);
                _open.Wait();
                return CreateChart();
            }),
            cancellation);

    private static CampaignChart CreateChart() =>
        new(new("标题", "", [], null, null), [new("活动", "3项")], "", []);
}

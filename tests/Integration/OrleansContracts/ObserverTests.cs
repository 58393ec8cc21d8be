using System.Runtime.CompilerServices;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>Receives a grain's notifications.</summary>
public interface ITestObserver : IGrainObserver
{
    [OneWay]
    Task Notify(string text);

    Task NotifyAndWait(string text);
}

/// <summary>A grain that notifies observers.</summary>
public interface INotifyingGrain : IGrainWithStringKey
{
    Task Subscribe(ITestObserver listener);

    Task Unsubscribe(ITestObserver listener);

    Task<int> NotifyAll(string text);

    Task<int> NotifyAllAndWait(string text);

    Task<int> AdvanceClock(TimeSpan time);

    Task CreateReference();
}

public sealed class NotifyingGrain : Grain, INotifyingGrain
{
    private readonly ObserverManager<ITestObserver> _listeners;
    private DateTime _now = DateTime.UnixEpoch;

    public NotifyingGrain() =>
        _listeners = new(TimeSpan.FromMinutes(1), NullLogger.Instance) { GetDateTime = () => _now };

    public Task Subscribe(ITestObserver listener)
    {
        _listeners.Subscribe(listener, listener);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(ITestObserver listener)
    {
        _listeners.Unsubscribe(listener);
        return Task.CompletedTask;
    }

    public async Task<int> NotifyAll(string text)
    {
        await _listeners.Notify(listener => listener.Notify(text));
        return _listeners.Count;
    }

    public async Task<int> NotifyAllAndWait(string text)
    {
        await _listeners.Notify(listener => listener.NotifyAndWait(text));
        return _listeners.Count;
    }

    public Task<int> AdvanceClock(TimeSpan time)
    {
        _now += time;
        _listeners.ClearExpired();
        return Task.FromResult(_listeners.Count);
    }

    public Task CreateReference()
    {
        GrainFactory.CreateObjectReference<ITestObserver>(new TestObserver());
        return Task.CompletedTask;
    }
}

public sealed class TestObserver : ITestObserver
{
    private readonly List<string> _received = [];

    public bool Throws { get; init; }

    public Task? Blocks { get; init; }

    public int Count(string text)
    {
        lock (_received) return _received.Count(heard => heard == text);
    }

    public async Task Notify(string text)
    {
        lock (_received) _received.Add(text);
        if (Throws) throw new InvalidOperationException("a listener that throws");
        if (Blocks is not null) await Blocks;
    }

    public Task NotifyAndWait(string text) => Notify(text);
}

public sealed class ObserverTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly INotifyingGrain _grain = shared.Grains.GetGrain<INotifyingGrain>(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Every_subscriber_is_notified_once()
    {
        var (first, second) = (new TestObserver(), new TestObserver());
        var reference = Reference(first);
        await _grain.Subscribe(reference).WithinTimeLimit();
        await _grain.Subscribe(reference).WithinTimeLimit();
        await _grain.Subscribe(Reference(second)).WithinTimeLimit();
        Assert.Equal(2, await _grain.NotifyAll("one").WithinTimeLimit());
        await Eventually.BecomesTrue(() => first.Count("one") == 1 && second.Count("one") == 1);
        await _grain.Unsubscribe(reference).WithinTimeLimit();
        Assert.Equal(1, await _grain.NotifyAll("two").WithinTimeLimit());
        await Eventually.BecomesTrue(() => second.Count("two") == 1);
        Assert.Equal((1, 0), (first.Count("one"), first.Count("two")));
    }

    [Fact]
    public async Task A_throwing_observer_is_removed_if_its_call_is_awaited()
    {
        var (good, bad) = (new TestObserver(), new TestObserver { Throws = true });
        await _grain.Subscribe(Reference(bad)).WithinTimeLimit();
        await _grain.Subscribe(Reference(good)).WithinTimeLimit();
        Assert.Equal(2, await _grain.NotifyAll("told").WithinTimeLimit());
        await Eventually.BecomesTrue(() => bad.Count("told") == 1);
        Assert.Equal(1, await _grain.NotifyAllAndWait("asked").WithinTimeLimit());
        Assert.Equal(1, good.Count("asked"));
    }

    [Fact]
    public async Task An_observer_that_does_not_resubscribe_in_time_is_removed()
    {
        var (old, renewed) = (Reference(new TestObserver()), Reference(new TestObserver()));
        await _grain.Subscribe(old).WithinTimeLimit();
        await _grain.Subscribe(renewed).WithinTimeLimit();
        Assert.Equal(2, await _grain.AdvanceClock(TimeSpan.FromSeconds(59)).WithinTimeLimit());
        await _grain.Subscribe(renewed).WithinTimeLimit();
        Assert.Equal(1, await _grain.AdvanceClock(TimeSpan.FromSeconds(2)).WithinTimeLimit());
    }

    [Fact]
    public async Task Observers_are_held_weakly_and_a_dead_one_delays_nobody()
    {
        var (dead, reference) = CreateCollectedObserver();
        await _grain.Subscribe(reference).WithinTimeLimit();
        await Eventually.BecomesTrue(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !dead.TryGetTarget(out _);
        });
        Assert.Equal(1, await _grain.NotifyAll("nobody hears").WithinTimeLimit());
        Assert.Equal(0, await _grain.AdvanceClock(TimeSpan.FromMinutes(2)).WithinTimeLimit());
    }

    [Fact]
    public async Task A_slow_observer_does_not_block_the_grain()
    {
        var gate = new TaskCompletionSource();
        var (slow, fast) = (new TestObserver { Blocks = gate.Task }, new TestObserver());
        await _grain.Subscribe(Reference(slow)).WithinTimeLimit();
        await _grain.Subscribe(Reference(fast)).WithinTimeLimit();
        await _grain.NotifyAll("one").WithinTimeLimit();
        await _grain.NotifyAll("two").WithinTimeLimit();
        await Eventually.BecomesTrue(() => fast.Count("two") == 1);
        Assert.Equal(0, slow.Count("two"));
        gate.SetResult();
        await Eventually.BecomesTrue(() => slow.Count("two") == 1);
    }

    [Fact]
    public async Task A_deleted_observer_reference_delivers_nothing()
    {
        var (deleted, other) = (new TestObserver(), new TestObserver());
        var reference = Reference(deleted);
        await _grain.Subscribe(reference).WithinTimeLimit();
        await _grain.Subscribe(Reference(other)).WithinTimeLimit();
        shared.Grains.DeleteObjectReference<ITestObserver>(reference);
        Assert.Throws<ArgumentException>(() => shared.Grains.DeleteObjectReference<ITestObserver>(reference));
        await _grain.NotifyAll("word").WithinTimeLimit();
        await Eventually.BecomesTrue(() => other.Count("word") == 1);
        Assert.Equal(0, deleted.Count("word"));
    }

    [Fact]
    public async Task An_observer_object_is_refused_in_place_of_its_reference()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => _grain.Subscribe(new TestObserver()).WithinTimeLimit());
        await Assert.ThrowsAsync<InvalidOperationException>(() => _grain.CreateReference().WithinTimeLimit());
    }

    private ITestObserver Reference(TestObserver listener)
    {
        _strongReferences.Add(listener);
        return shared.Grains.CreateObjectReference<ITestObserver>(listener);
    }

    private readonly List<TestObserver> _strongReferences = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference<TestObserver> Dead, ITestObserver Reference) CreateCollectedObserver()
    {
        var listener = new TestObserver();
        return (new(listener), shared.Grains.CreateObjectReference<ITestObserver>(listener));
    }
}

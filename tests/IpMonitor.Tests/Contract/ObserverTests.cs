using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace IpMonitor.Tests.Contract;

/// <summary>Hears what a grain has to say.</summary>
public interface IListener : IGrainObserver
{
    [OneWay]
    Task Hear(string word);

    Task HearAndAnswer(string word);
}

/// <summary>A grain that has something to say.</summary>
public interface ISpeakerGrain : IGrainWithStringKey
{
    Task Subscribe(IListener listener);

    Task Unsubscribe(IListener listener);

    Task<int> Say(string word);

    Task<int> Ask(string word);

    Task<int> Later(TimeSpan time);

    Task CreateReference();
}

public sealed class SpeakerGrain : Grain, ISpeakerGrain
{
    private readonly ObserverManager<IListener> _listeners;
    private DateTime _now = DateTime.UnixEpoch;

    public SpeakerGrain() =>
        _listeners = new(TimeSpan.FromMinutes(1), NullLogger.Instance) { GetDateTime = () => _now };

    public Task Subscribe(IListener listener)
    {
        _listeners.Subscribe(listener, listener);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(IListener listener)
    {
        _listeners.Unsubscribe(listener);
        return Task.CompletedTask;
    }

    public async Task<int> Say(string word)
    {
        await _listeners.Notify(listener => listener.Hear(word));
        return _listeners.Count;
    }

    public async Task<int> Ask(string word)
    {
        await _listeners.Notify(listener => listener.HearAndAnswer(word));
        return _listeners.Count;
    }

    public Task<int> Later(TimeSpan time)
    {
        _now += time;
        _listeners.ClearExpired();
        return Task.FromResult(_listeners.Count);
    }

    public Task CreateReference()
    {
        GrainFactory.CreateObjectReference<IListener>(new Listener());
        return Task.CompletedTask;
    }
}

public sealed class Listener : IListener
{
    private readonly List<string> _heard = [];

    public bool Throws { get; init; }

    public Task? Blocks { get; init; }

    public int Count(string word)
    {
        lock (_heard) return _heard.Count(heard => heard == word);
    }

    public async Task Hear(string word)
    {
        lock (_heard) _heard.Add(word);
        if (Throws) throw new InvalidOperationException("a listener that throws");
        if (Blocks is not null) await Blocks;
    }

    public Task HearAndAnswer(string word) => Hear(word);
}

public sealed class ObserverTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly ISpeakerGrain _speaker = shared.Grains.GetGrain<ISpeakerGrain>(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Everybody_who_subscribed_hears_it_once()
    {
        var (first, second) = (new Listener(), new Listener());
        var reference = Reference(first);
        await _speaker.Subscribe(reference).Ends();
        await _speaker.Subscribe(reference).Ends();
        await _speaker.Subscribe(Reference(second)).Ends();
        Assert.Equal(2, await _speaker.Say("one").Ends());
        await Soon.Is(() => first.Count("one") == 1 && second.Count("one") == 1);
        await _speaker.Unsubscribe(reference).Ends();
        Assert.Equal(1, await _speaker.Say("two").Ends());
        await Soon.Is(() => second.Count("two") == 1);
        Assert.Equal((1, 0), (first.Count("one"), first.Count("two")));
    }

    [Fact]
    public async Task One_that_throws_is_forgotten_if_its_answer_is_waited_for()
    {
        var (good, bad) = (new Listener(), new Listener { Throws = true });
        await _speaker.Subscribe(Reference(bad)).Ends();
        await _speaker.Subscribe(Reference(good)).Ends();
        Assert.Equal(2, await _speaker.Say("told").Ends());
        await Soon.Is(() => bad.Count("told") == 1);
        Assert.Equal(1, await _speaker.Ask("asked").Ends());
        Assert.Equal(1, good.Count("asked"));
    }

    [Fact]
    public async Task One_that_does_not_subscribe_again_in_time_is_forgotten()
    {
        var (old, renewed) = (Reference(new Listener()), Reference(new Listener()));
        await _speaker.Subscribe(old).Ends();
        await _speaker.Subscribe(renewed).Ends();
        Assert.Equal(2, await _speaker.Later(TimeSpan.FromSeconds(59)).Ends());
        await _speaker.Subscribe(renewed).Ends();
        Assert.Equal(1, await _speaker.Later(TimeSpan.FromSeconds(2)).Ends());
    }

    [Fact]
    public async Task The_runtime_holds_it_weakly_and_a_dead_one_costs_nobody_a_wait()
    {
        var (dead, reference) = Abandoned();
        await _speaker.Subscribe(reference).Ends();
        await Soon.Is(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !dead.TryGetTarget(out _);
        });
        Assert.Equal(1, await _speaker.Say("nobody hears").Ends());
        Assert.Equal(0, await _speaker.Later(TimeSpan.FromMinutes(2)).Ends());
    }

    [Fact]
    public async Task One_that_takes_long_keeps_the_grain_from_nothing()
    {
        var gate = new TaskCompletionSource();
        var (slow, quick) = (new Listener { Blocks = gate.Task }, new Listener());
        await _speaker.Subscribe(Reference(slow)).Ends();
        await _speaker.Subscribe(Reference(quick)).Ends();
        await _speaker.Say("one").Ends();
        await _speaker.Say("two").Ends();
        await Soon.Is(() => quick.Count("two") == 1);
        Assert.Equal(0, slow.Count("two"));
        gate.SetResult();
        await Soon.Is(() => slow.Count("two") == 1);
    }

    [Fact]
    public async Task Nothing_arrives_through_a_reference_that_was_ended()
    {
        var (ended, other) = (new Listener(), new Listener());
        var reference = Reference(ended);
        await _speaker.Subscribe(reference).Ends();
        await _speaker.Subscribe(Reference(other)).Ends();
        shared.Grains.DeleteObjectReference<IListener>(reference);
        Assert.Throws<ArgumentException>(() => shared.Grains.DeleteObjectReference<IListener>(reference));
        await _speaker.Say("word").Ends();
        await Soon.Is(() => other.Count("word") == 1);
        Assert.Equal(0, ended.Count("word"));
    }

    [Fact]
    public async Task The_object_itself_is_refused_where_a_reference_belongs()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => _speaker.Subscribe(new Listener()).Ends());
        await Assert.ThrowsAsync<InvalidOperationException>(() => _speaker.CreateReference().Ends());
    }

    private IListener Reference(Listener listener)
    {
        _kept.Add(listener);
        return shared.Grains.CreateObjectReference<IListener>(listener);
    }

    private readonly List<Listener> _kept = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference<Listener> Dead, IListener Reference) Abandoned()
    {
        var listener = new Listener();
        return (new(listener), shared.Grains.CreateObjectReference<IListener>(listener));
    }
}

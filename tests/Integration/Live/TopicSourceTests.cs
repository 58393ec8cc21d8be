using System.Collections.Immutable;
using System.Threading.Channels;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.Live;

public sealed class TopicSourceTests : IAsyncLifetime
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProvinceInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(1);
    private readonly AdvancingTimeProvider _clock = new();
    private readonly RecordingTopicObserver _watcher = new();
    private GrainHost _host = null!;
    private ITopicObserver _reference = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GrainHost.Start(silo =>
        {
            silo.Configure<LiveOptions>(live =>
            {
                (live.FlushInterval,
                    live.HeartbeatInterval,
                    live.ObserverExpiry) = (HeartbeatInterval, HeartbeatInterval, Expiry);
                live.FlushIntervals[TopicKind.Province] = ProvinceInterval;
            });
            silo.Services.AddSingleton<TimeProvider>(_clock);
        });
        _reference = _host.Grains.CreateObjectReference<ITopicObserver>(_watcher);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_observed_topic_is_sent_once_per_flush_with_its_position()
    {
        var start = (await Source.Subscribe("ranking/pledge.count/2024", _reference))!;
        Assert.Equal(1, start.Seq);
        var reportResult = await _host.Grains.GetGrain<ICityGrain>("370300").Report([Event("1")]);
        var update = await _watcher.NextState();
        Assert.Equal((start.Epoch, 2, reportResult.Position), (update.Epoch, update.Seq, update.Data.Position));
        Assert.Equal(1m, Assert.Single(((RankingResponse)update.Data).Rows).Value);
    }

    [Fact]
    public async Task A_change_without_a_hint_is_found_by_the_heartbeat()
    {
        await Source.Subscribe("ranking/pledge.count/2024", _reference);
        var e = Event("1");
        await _host.Journal.Append(new("370300", 0, [new AppendEntry(e, [.. Bucket.GetChanges(e)])]));
        Assert.Equal(2, (await _watcher.NextState()).Seq);
    }

    [Fact]
    public async Task An_idle_source_sends_heartbeats_only_while_observed()
    {
        var state = (await Source.Subscribe("province/2024", _reference))!;
        for (var i = 0; i < 2; i++)
            Assert.Equal(new("province/2024", state.Epoch, state.Seq), Assert.Single(await _watcher.NextBeat()));
        await Source.Unsubscribe("province/2024", _reference);
        // Some heartbeats may be in flight.
        var beats = 0;
        while (await _watcher.HasBeatWithin(10 * HeartbeatInterval))
            Assert.True(++beats < 100, "Heartbeats do not stop.");
    }

    [Fact]
    public async Task An_observer_that_does_not_renew_is_removed()
    {
        var other = new RecordingTopicObserver();
        var otherReference = _host.Grains.CreateObjectReference<ITopicObserver>(other);
        var start = (await Source.Subscribe("city/370300/2024", _reference))!;
        await Source.Subscribe("ranking/pledge.count/2024", otherReference);
        _clock.Advance(Expiry - TimeSpan.FromHours(1));
        _watcher.ClearBeats();
        for (var i = 0; i < 2; i++) await _watcher.NextBeat();
        await Source.Subscribe("ranking/pledge.count/2024", otherReference);
        _clock.Advance(TimeSpan.FromHours(2));
        // The first heartbeat may have begun before the clock advanced.
        other.ClearBeats();
        for (var i = 0; i < 2; i++) await other.NextBeat();
        _watcher.ClearBeats();
        for (var i = 0; i < 2; i++) await other.NextBeat();
        Assert.False(_watcher.HasBeat);
        await _host.Grains.GetGrain<ICityGrain>("370300").Report([Event("1")]);
        // A new subscription starts a new sequence.
        Assert.Equal(1, (await Source.Subscribe("city/370300/2024", _reference))!.Seq);
        GC.KeepAlive(other);
    }

    [Fact]
    public async Task A_source_recovers_after_failed_reads()
    {
        await Source.Subscribe("ranking/pledge.count/2024", _reference);
        _host.Journal.FailReads = true;
        await _host.Grains.GetGrain<ICityGrain>("370300")
            .Report([Event("1")])
            .ContinueWith(_ => { }, TaskScheduler.Default);
        _host.Journal.FailReads = false;
        await _host.Grains.GetGrain<ICityGrain>("370300").Report([Event("2")]);
        while (((RankingResponse)(await _watcher.NextState()).Data).Rows is not [{ Value: >= 1 }]) { }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Midnight_updates_year_on_year_figures_without_an_event(bool whereTheClockIsAhead)
    {
        var clock = OffsetTimeProvider.StartingAt(new(2026, 3, 1, 23, 59, 50, TimeSpan.FromHours(8)));
        await using var host = await GrainHost.Start(silo => silo.Services.AddSingleton<TimeProvider>(clock));
        await host.Grains.GetGrain<ICityGrain>("370300").Report(
        [
            Event("1") with { Date = new(2025, 3, 1), Value = 10 },
            Event("2") with { Date = new(2025, 3, 2), Value = 5 },
            Event("3") with { Date = new(2026, 2, 1), Value = 20 },
        ]);
        var watcher = new RecordingTopicObserver();
        var start = (await host.Grains.GetGrain<IRankingGrain>("370000").Subscribe(
            "ranking/pledge.count/2026", host.Grains.CreateObjectReference<ITopicObserver>(watcher)))!;
        Assert.Equal(100m, Assert.Single(((RankingResponse)start.Data).Rows).Yoy!.Percent);
        if (whereTheClockIsAhead) await host.Journal.RecordDayChange(new(2026, 3, 2));
        else clock.Offset += TimeSpan.FromSeconds(15);
        var after = (RankingResponse)(await watcher.NextState()).Data;
        // The day change has its own position, so that the states before and after it can be reproduced.
        Assert.Equal((15m, start.Data.Position + 1), (Assert.Single(after.Rows).Yoy!.Base, after.Position));
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_clock_set_back_delays_no_flush()
    {
        var clock = OffsetTimeProvider.StartingAt(new(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(8)));
        await using var host = await GrainHost.Start(silo => silo.Services.AddSingleton<TimeProvider>(clock));
        var watcher = new RecordingTopicObserver();
        await host.Grains.GetGrain<IRankingGrain>("370000")
            .Subscribe("ranking/pledge.count/2024", host.Grains.CreateObjectReference<ITopicObserver>(watcher));
        await watcher.NextBeat();
        clock.Offset -= TimeSpan.FromHours(1);
        var e = Event("1");
        await host.Journal.Append(new("370300", 0, [new AppendEntry(e, [.. Bucket.GetChanges(e)])]));
        Assert.Equal(1, (await watcher.NextState()).Data.Position);
    }

    [Fact]
    public async Task A_topic_kind_may_have_a_longer_flush_interval()
    {
        foreach (var topic in (string[])[
            "ranking/pledge.count/2024", "province/2024"
        ]) await Source.Subscribe(topic, _reference);
        var (province, last) = (new List<long>(), 0L);
        for (var i = 0; i < 5; i++)
        {
            last = (await _host.Grains.GetGrain<ICityGrain>("370300").Report([Event($"{i}")])).Position;
            await Until("ranking/pledge.count/2024", last);
        }
        Assert.Single(province);
        // The last change is sent too when the interval has elapsed.
        _clock.Advance(ProvinceInterval);
        await Until("province/2024", last);
        Assert.Equal(2, province.Count);

        async Task Until(string topic, long position)
        {
            while (await _watcher.NextState() is var state)
            {
                if (state.Topic == "province/2024") province.Add(state.Data.Position);
                if (state.Topic == topic && state.Data.Position >= position) return;
            }
        }
    }

    private IRankingGrain Source => _host.Grains.GetGrain<IRankingGrain>("370000");

    private static Event Event(string id) =>
        TestStore.CreateEvent(id, 1) with { Date = new(2024, 4, 20) };

    /// <summary>The system clock with adjustable timestamps.</summary>
    private sealed class AdvancingTimeProvider : TimeProvider
    {
        // Keeps timestamp zero in the past, however recently the machine was started.
        private long _ahead = TimeSpan.FromDays(10).Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _ahead);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
    }

    private sealed class RecordingTopicObserver : ITopicObserver
    {
        private readonly Channel<TopicState> _states = Channel.CreateUnbounded<TopicState>();
        private readonly Channel<ImmutableArray<TopicHeartbeat>> _beats =
            Channel.CreateUnbounded<ImmutableArray<TopicHeartbeat>>();

        public async Task Update(ImmutableArray<TopicState> states)
        {
            foreach (var state in states) await _states.Writer.WriteAsync(state);
        }

        public Task Heartbeat(ImmutableArray<TopicHeartbeat> topics) => _beats.Writer.WriteAsync(topics).AsTask();

        public Task<TopicState> NextState() => _states.Reader.ReadAsync().AsTask().WaitAsync(TimeLimit);

        public Task<ImmutableArray<TopicHeartbeat>> NextBeat() =>
            _beats.Reader.ReadAsync().AsTask().WaitAsync(TimeLimit);

        public bool HasBeat => _beats.Reader.TryPeek(out _);

        public void ClearBeats()
        {
            while (_beats.Reader.TryRead(out _)) { }
        }

        public async Task<bool> HasBeatWithin(TimeSpan time)
        {
            using var limit = new CancellationTokenSource(time);
            try
            {
                await _beats.Reader.ReadAsync(limit.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}

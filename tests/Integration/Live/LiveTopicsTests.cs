using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Live;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.IntegrationTests.Live;

public sealed class LiveTopicsTests
{
    private readonly Channel<SourceMessage> _messages = Channel.CreateUnbounded<SourceMessage>();

    [Fact]
    public async Task A_failed_source_is_reported_lost_and_reported_again_on_recovery()
    {
        await using var host = await GrainHost.Start();
        using var topics = new TopicSubscriptionService(
            host.Client, host.ReferenceData, TimeProvider.System, NullLogger<TopicSubscriptionService>.Instance);
        await topics.StartAsync(default);
        Assert.True((await topics.Subscribe("feed", new(EventScope.All, Write), default))!.Live);
        host.Journal.FailReads = true;
        Assert.False((await NextMessage()).Live);
        host.Journal.FailReads = false;
        Assert.True((await NextMessage()).Live);
        await topics.StopAsync(default);
    }

    [Fact]
    public async Task A_silent_source_is_reported_lost_within_3_s_of_its_last_heartbeat()
    {
        await using var host = await StartSilent();
        var time = new ObservedTimeProvider();
        using var topics = new TopicSubscriptionService(
            host.Client, host.ReferenceData, time, NullLogger<TopicSubscriptionService>.Instance);
        var snapshot = (await topics.Subscribe("feed", new(EventScope.All, Write), default))!;
        Assert.True(snapshot.Live);
        await topics.StartAsync(default);
        await Eventually.BecomesTrue(() => time.Timers > 0);
        for (var i = 0; i < 8; i++)
        {
            await topics.Heartbeat([new("feed", snapshot.Epoch, snapshot.Seq)]);
            await Tick(time);
        }
        var beat = time.GetUtcNow() - LiveTick;
        host.Journal.FailReads = true;
        for (var i = 0; i < 5; i++) await Tick(time);
        // The message is written within a few milliseconds, together with other work.
        await Eventually.BecomesTrue(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return _messages.Reader.TryPeek(out _);
        });
        var lost = await NextMessage();
        Assert.False(lost.Live);
        Assert.Equal(TimeSpan.FromSeconds(3), lost.At - beat);
        await topics.StopAsync(default);
    }

    [Fact]
    public async Task A_heartbeat_of_a_later_flush_refetches_the_topic_at_the_next_tick()
    {
        await using var host = await StartSilent();
        var (time, log) = (new ObservedTimeProvider(), new RecordingLogger());
        using var topics = new TopicSubscriptionService(host.Client, host.ReferenceData, time, log);
        var snapshot = (await topics.Subscribe("feed", new(EventScope.All, Write), default))!;
        await topics.StartAsync(default);
        await Eventually.BecomesTrue(() => time.Timers > 0);
        // Makes a fetch fail, which is logged.
        host.Journal.FailReads = true;
        await topics.Heartbeat([new("feed", snapshot.Epoch, snapshot.Seq)]);
        await Tick(time);
        Assert.Empty(log.Lines);
        await topics.Heartbeat([new("feed", snapshot.Epoch, snapshot.Seq + 1)]);
        await Tick(time);
        await Eventually.BecomesTrue(() => log.Lines.Contains("The source of feed does not answer: unreadable"));
        await topics.StopAsync(default);
    }

    // Interval at which the topics are checked.
    private static readonly TimeSpan LiveTick = TimeSpan.FromSeconds(0.5);

    // The sources never send heartbeats by themselves: the test does.
    private static Task<GrainHost> StartSilent() => GrainHost.Start(silo => silo.Configure<LiveOptions>(
        live => (live.HeartbeatInterval, live.ObserverExpiry) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2))));

    private static async Task Tick(ObservedTimeProvider time)
    {
        var reads = time.Reads;
        time.Advance(LiveTick);
        await Eventually.BecomesTrue(() => time.Reads > reads);
    }

    private async Task<SourceMessage> NextMessage()
    {
        var message = await _messages.Reader.ReadAsync().AsTask().WithinTimeLimit();
        // Only these tests produce `source` messages.
        var json = JsonSerializer.SerializeToElement(message, JsonDefaults.Options);
        var document = new WireDocument();
        Assert.Equal([], document.FindDifferences(json, document["HubMessages", "source"], "source"));
        return message;
    }

    private ValueTask Write(SerializedHubMessage message)
    {
        if (message.Message is InvocationMessage { Target: "source" } invocation)
            _messages.Writer.TryWrite((SourceMessage)invocation.Arguments[0]!);
        return default;
    }

    private sealed class RecordingLogger : ILogger<TopicSubscriptionService>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }

    /// <summary>Virtual time; counts the timers that were created, and how often the timestamp was read.</summary>
    private sealed class ObservedTimeProvider : FakeTimeProvider
    {
        private int _timers;
        private int _reads;

        public int Timers => Volatile.Read(ref _timers);

        public int Reads => Volatile.Read(ref _reads);

        public override long GetTimestamp()
        {
            var timestamp = base.GetTimestamp();
            Interlocked.Increment(ref _reads);
            return timestamp;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}

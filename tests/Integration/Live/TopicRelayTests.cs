using System.Text;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace IpMonitor.IntegrationTests.Live;

public sealed class TopicRelayTests
{
    private readonly TopicRelay _relay = new(Topic.Parse("province/2024")!, TimeProvider.System);

    [Fact]
    public void Updates_contain_whole_changed_rows_and_the_next_sequence_number()
    {
        Publish(State(1, ("a", 1), ("b", 2)));
        var screen = new TestSubscriber();
        var snapshot = _relay.TryAdd(screen.Subscriber)!;
        Assert.Equal((1, 2), ((int)snapshot.Seq, snapshot.Data.GetProperty("metrics").GetArrayLength()));

        Publish(State(2, ("a", 1), ("b", 3), ("c", 4)));
        var (target, update) = screen.Read();
        Assert.Equal(("update", 2), (target, update.GetProperty("seq").GetInt32()));
        Assert.Equal([("b", 3), ("c", 4)], Rows(update.GetProperty("changes")));
        Assert.False(update.GetProperty("changes").TryGetProperty("period", out _));

        Publish(State(3, ("c", 4)));
        Assert.Equal(
            ["a", "b"],
            screen.Read().Message
                .GetProperty("changes")
                .GetProperty("removed")
                .GetProperty("metrics")
                .EnumerateArray()
                .Select(key => key.GetString()));
    }

    [Fact]
    public async Task A_slow_subscriber_gets_the_latest_snapshot_without_delaying_others()
    {
        Publish(State(1, ("a", 1)));
        TestSubscriber slow = new() { IsStuck = true }, fast = new();
        _relay.TryAdd(slow.Subscriber);
        _relay.TryAdd(fast.Subscriber);
        for (var seq = 2; seq <= 5; seq++) Publish(State(seq, ("a", seq)));
        Assert.Equal(1, slow.WaitingWrites);
        Assert.Equal(
            [2, 3, 4, 5], Enumerable.Range(0, 4).Select(_ => fast.Read().Message.GetProperty("seq").GetInt32()));

        slow.Release();
        Assert.Equal(
            ("update", 2), (slow.Read() is var first ? first.Target : "", first.Message.GetProperty("seq").GetInt32()));
        await Eventually.BecomesTrue(() => slow.WaitingWrites > 0);
        var (target, snapshot) = slow.Read();
        Assert.Equal(("snapshot", 5), (target, snapshot.GetProperty("seq").GetInt32()));
        Assert.Equal([("a", 5)], Rows(snapshot.GetProperty("data")));
        Assert.Equal(0, slow.WaitingWrites);
    }

    [Fact]
    public async Task After_a_replacing_snapshot_only_later_updates_are_sent()
    {
        const int Last = 20_000;
        Publish(State(1, ("a", 1)));
        var (lastSeq, faults) = (1L, new List<string>());
        var end = new TaskCompletionSource();
        var subscriber = new Subscriber(EventScope.All, async message =>
        {
            var invocation = (InvocationMessage)message.Message!;
            var seq = invocation.Arguments[0] is UpdateMessage update
                ? update.Seq
                : ((SnapshotMessage)invocation.Arguments[0]!).Seq;
            if (seq <= lastSeq) faults.Add($"{invocation.Target} {seq} after {lastSeq}");
            lastSeq = seq;
            if (seq == Last) end.TrySetResult();
            // Every third write yields, so that messages queue up.
            if (seq % 3 == 0) await Task.Yield();
        });
        _relay.TryAdd(subscriber);
        for (var seq = 2; seq <= Last; seq++) Publish(State(seq, ("a", seq)));
        await end.Task.WithinTimeLimit();
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Topics_of_one_connection_are_delivered_independently()
    {
        var feed = new TopicRelay(Topic.Parse("feed")!, TimeProvider.System);
        Publish(State(1, ("a", 1)));
        feed.Publish(Feed(1), []);
        var slow = new TestSubscriber { IsStuck = true };
        _relay.TryAdd(slow.Subscriber);
        feed.TryAdd(slow.Subscriber);
        for (var seq = 2; seq <= 4; seq++) Publish(State(seq, ("a", seq)));
        Notify(notified => feed.Publish(Feed(2), notified));
        slow.Release();
        await Eventually.BecomesTrue(() => slow.WaitingWrites == 3);
        Assert.Equal([("update", "province/2024", 2), ("snapshot", "province/2024", 4), ("update", "feed", 2)],
            Enumerable.Range(0, 3).Select(_ =>
                slow.Read() is var (target, message)
                    ? (target, message.GetProperty("topic").GetString()!, message.GetProperty("seq").GetInt32())
                    : default));

        static TopicState Feed(int seq) =>
            new("feed", "epoch", seq, DateTimeOffset.UnixEpoch, new FeedResponse(seq, []));
    }

    [Fact]
    public void A_heartbeat_of_another_epoch_or_later_flush_reveals_a_lost_message()
    {
        Publish(State(3, ("a", 1)));
        foreach (var (epoch, seq, isBehind) in new[]
        {
            ("epoch", 2, false),
            ("epoch", 3, false),
            ("epoch", 4, true),
            ("other", 1, true),
        })
        {
            _relay.RecordHeartbeat(new("province/2024", epoch, seq));
            Assert.Equal(isBehind, _relay.IsBehind);
        }
        _relay.RecordHeartbeat(new("province/2024", "epoch", 4));
        Publish(State(4, ("a", 2)));
        Assert.False(_relay.IsBehind);
    }

    [Fact]
    public void A_new_epoch_or_gap_sends_a_snapshot_and_older_updates_are_dropped()
    {
        Publish(State(4, ("a", 1)));
        var screen = new TestSubscriber();
        _relay.TryAdd(screen.Subscriber);
        Publish(State(4, ("a", 9)));
        Publish(State(3, ("a", 9)));
        Assert.Equal(0, screen.WaitingWrites);
        Publish(State(6, ("a", 2)));
        Assert.Equal("snapshot", screen.Read().Target);
        Publish(State(1, ("a", 3)) with { Epoch = "other" });
        Assert.Equal(
            ("snapshot", 1),
            (screen.Read() is var message ? message.Target : "", message.Message.GetProperty("seq").GetInt32()));
    }

    [Fact]
    public void A_lost_source_is_reported_once_and_marked_in_snapshots()
    {
        Publish(State(1, ("a", 1)));
        var screen = new TestSubscriber();
        _relay.TryAdd(screen.Subscriber);
        Notify(notified => _relay.SetSourceLive(false, notified));
        Notify(notified => _relay.SetSourceLive(false, notified));
        Assert.Equal(
            ("source", false),
            (screen.Read() is var message ? message.Target : "", message.Message.GetProperty("live").GetBoolean()));
        Assert.Equal(0, screen.WaitingWrites);
        Assert.False(_relay.TryAdd(screen.Subscriber)!.Live);
    }

    [Fact]
    public void A_closed_relay_accepts_no_subscriber_and_a_used_one_is_not_closed()
    {
        Publish(State(1, ("a", 1)));
        var screen = new TestSubscriber();
        _relay.TryAdd(screen.Subscriber);
        Assert.False(_relay.TryClose(DateTimeOffset.MaxValue));
        _relay.Remove(screen.Subscriber);
        Assert.False(_relay.TryClose(DateTimeOffset.UtcNow.AddMinutes(-1)));
        Assert.True(_relay.TryClose(DateTimeOffset.UtcNow.AddMinutes(1)));
        Assert.Null(_relay.TryAdd(screen.Subscriber));
    }

    [Fact]
    public async Task An_update_that_overtakes_the_first_snapshot_is_not_lost()
    {
        var response = new TaskCompletionSource<TopicState?>();
        var start = _relay.Start(_ => response.Task);
        Assert.Same(start, _relay.Start(_ => throw new InvalidOperationException("watched twice")));
        Publish(State(2, ("a", 2)));
        response.SetResult(State(1, ("a", 1)));
        Assert.True(await start);
        Assert.Equal(2, _relay.TryAdd(new TestSubscriber().Subscriber)!.Seq);
    }

    [Fact]
    public void Subscribers_get_the_events_of_their_scope_only()
    {
        var feed = new TopicRelay(Topic.Parse("feed")!, TimeProvider.System);
        feed.Publish(Feed(1, Row("a", "370100")), []);
        TestSubscriber all = new(), one = new(new EventScope("370300")), none = new(EventScope.None);
        Assert.Equal(1, Count(feed.TryAdd(all.Subscriber)!.Data));
        Assert.Equal(0, Count(feed.TryAdd(one.Subscriber)!.Data));
        Assert.Equal(0, Count(feed.TryAdd(none.Subscriber)!.Data));
        Notify(notified => feed.Publish(Feed(2, Row("a", "370100"), Row("b", "370300")), notified));
        foreach (var (subscriber, count) in new[] { (all, 1), (one, 1), (none, 0) })
        {
            var changes = subscriber.Read().Message.GetProperty("changes");
            Assert.Equal(count, changes.TryGetProperty("events", out var _) ? Count(changes) : 0);
        }
        feed.Publish(Feed(9, Row("a", "370100"), Row("b", "370300")), []);
        Assert.Equal(1, Count(feed.TryAdd(one.Subscriber)!.Data));

        static int Count(JsonElement data) => data.GetProperty("events").GetArrayLength();

        static EventRow Row(string id, string city) => new(
            id, "s", city, null, "pledge.count", 1, null, new(2025, 1, 2), null, null, null, null, EventOperation.Add,
            1, DateTimeOffset.UnixEpoch, null, null, null, null);

        static TopicState Feed(int seq, params EventRow[] rows) =>
            new("feed", "epoch", seq, DateTimeOffset.UnixEpoch, new FeedResponse(seq, [.. rows]));
    }

    [Fact]
    public void Each_state_is_serialized_once_for_all_subscribers()
    {
        Publish(State(1, ("a", 1)));
        TestSubscriber one = new(), two = new(EventScope.None);
        _relay.TryAdd(one.Subscriber);
        _relay.TryAdd(two.Subscriber);
        Publish(State(2, ("a", 2)));
        Assert.Same(one.Last, two.Last);
    }

    private void Publish(TopicState state) => Notify(notified => _relay.Publish(state, notified));

    private static void Notify(Action<HashSet<Subscriber>> notify)
    {
        var notified = new HashSet<Subscriber>();
        notify(notified);
        foreach (var subscriber in notified) subscriber.WritePending();
    }

    private static TopicState State(int seq, params (string Metric, int Value)[] figures) => new(
        "province/2024", "epoch", seq, DateTimeOffset.UnixEpoch, new ProvinceResponse(seq, "2024",
            [
                .. figures.Select(figure => new MetricFigure(figure.Metric, figure.Value, null, null, null, null, null))
            ]));

    private static (string, int)[] Rows(JsonElement data) =>
        [
            .. data.GetProperty("metrics")
                .EnumerateArray()
                .Select(row => (row.GetProperty("metric").GetString()!, row.GetProperty("value").GetInt32()))
        ];

    /// <summary>Records written messages, and can block writes.</summary>
    private sealed class TestSubscriber
    {
        private static readonly JsonHubProtocol Protocol =
            new(
                Options.Create(
                    new JsonHubProtocolOptions { PayloadSerializerOptions = JsonDefaults.Configure(new()) }));

        private readonly Queue<SerializedHubMessage> _written = new();
        private TaskCompletionSource? _blocked;

        public TestSubscriber(EventScope? events = null) => Subscriber = new(events ?? EventScope.All, Write);

        public Subscriber Subscriber { get; }

        public bool IsStuck { get; init; }

        public int WaitingWrites
        {
            get { lock (_written) return _written.Count; }
        }

        public SerializedHubMessage? Last { get; private set; }

        private ValueTask Write(SerializedHubMessage message)
        {
            lock (_written) _written.Enqueue(Last = message);
            if (!IsStuck || _blocked is { Task.IsCompleted: true }) return default;
            _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(_blocked.Task);
        }

        public void Release() => _blocked!.SetResult();

        public (string Target, JsonElement Message) Read()
        {
            SerializedHubMessage message;
            lock (_written) message = _written.Dequeue();
            var bytes = message.GetSerializedMessage(Protocol).Span[..^1];
            var json = JsonDocument.Parse(Encoding.UTF8.GetString(bytes)).RootElement;
            return (json.GetProperty("target").GetString()!, json.GetProperty("arguments")[0]);
        }
    }
}

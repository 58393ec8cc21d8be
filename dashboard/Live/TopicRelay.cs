using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Api;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// One topic in this process: its latest state, and the connections that show it. Each state is serialized once, whatever
/// their number; one send per connection is in flight, and who missed a flush gets the latest snapshot instead.
/// </summary>
internal sealed class TopicRelay(Topic topic, TimeProvider time)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Viewer> _viewers = [];
    private TopicState? _state;
    private JsonObject _data = [];
    private JsonElement _shown;
    private SerializedHubMessage? _snapshot;
    private Task<bool>? _started;
    private DateTimeOffset _idleSince = time.GetUtcNow();
    private bool _live = true;
    private bool _closed;

    public Topic Topic => topic;

    /// <summary>Whether its source is heard.</summary>
    public bool IsLive
    {
        get { lock (_turn) return _live; }
    }

    /// <summary>The renewal or farewell under way.</summary>
    public Task Keeping { get; set; } = Task.CompletedTask;

    /// <summary>Has the topic watched, once whatever the number of callers; false when there is no such topic.</summary>
    public Task<bool> Start(Func<Topic, Task<TopicState?>> watch)
    {
        lock (_turn) return _started ??= Begin();

        async Task<bool> Begin()
        {
            if (await watch(topic) is not { } state) return false;
            Publish(state);
            return true;
        }
    }

    /// <summary>Takes a state from the source and sends what changed; an older one is dropped.</summary>
    public void Publish(TopicState state)
    {
        lock (_turn)
        {
            if (_state is { } last && last.Epoch == state.Epoch && last.Seq >= state.Seq) return;
            var shown = JsonSerializer.SerializeToElement<object>(state.Data, WireJson.Options);
            var next = JsonObject.Create(shown)!;
            var follows = _state is { } before && before.Epoch == state.Epoch && before.Seq + 1 == state.Seq;
            var update = follows
                ? new UpdateMessage(state.Topic, state.Epoch, state.Seq, state.Data.Position, state.At, TopicChanges.Between(_data, next))
                : null;
            (_state, _data, _shown) = (state, next, shown);
            _snapshot = new(new InvocationMessage("snapshot", [Snapshot()]));
            var message = update is null ? _snapshot : new(new InvocationMessage("update", [update]));
            foreach (var viewer in _viewers.Values) Send(viewer, message);
        }
    }

    /// <summary>Tells the connections that the source is lost or back.</summary>
    public void SetLive(bool live)
    {
        lock (_turn)
        {
            if (_live == live || _state is null) return;
            _live = live;
            _snapshot = new(new InvocationMessage("snapshot", [Snapshot()]));
            var message = new SerializedHubMessage(new InvocationMessage("source", [new SourceMessage(topic.Name, live, time.ChinaNow())]));
            foreach (var viewer in _viewers.Values) Send(viewer, message);
        }
    }

    /// <summary>
    /// Adds a connection, given by how to write to it, and answers the snapshot that its updates follow; null when the relay
    /// has been closed meanwhile.
    /// </summary>
    public SnapshotMessage? TryAdd(string connection, Func<SerializedHubMessage, ValueTask> write)
    {
        lock (_turn)
        {
            if (_closed) return null;
            _viewers[connection] = new(write);
            return Snapshot();
        }
    }

    /// <summary>Removes a connection, if it is there.</summary>
    public void Remove(string connection)
    {
        lock (_turn)
            if (_viewers.Remove(connection)) _idleSince = time.GetUtcNow();
    }

    /// <summary>Closes the relay if nobody has looked since; it takes no connection any more.</summary>
    public bool TryClose(DateTimeOffset idleSince)
    {
        lock (_turn) return _closed |= _viewers.Count == 0 && _idleSince < idleSince;
    }

    private SnapshotMessage Snapshot() =>
        new(topic.Name, _state!.Epoch, _state.Seq, _state.Data.Position, _state.At, _live, _shown);

    private void Send(Viewer viewer, SerializedHubMessage message)
    {
        if (viewer.InFlight)
        {
            viewer.Missed = true;
            return;
        }
        var write = viewer.Write(message);
        if (write.IsCompletedSuccessfully) return;
        viewer.InFlight = true;
        _ = Finish(viewer, write.AsTask());
    }

    private async Task Finish(Viewer viewer, Task write)
    {
        await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_turn)
        {
            viewer.InFlight = false;
            if (!viewer.Missed) return;
            viewer.Missed = false;
            Send(viewer, _snapshot!);
        }
    }

    private sealed class Viewer(Func<SerializedHubMessage, ValueTask> write)
    {
        public Func<SerializedHubMessage, ValueTask> Write => write;

        public bool InFlight { get; set; }

        public bool Missed { get; set; }
    }
}

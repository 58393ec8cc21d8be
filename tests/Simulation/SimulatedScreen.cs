using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Security.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Simulation;

/// <summary>
/// A page that shows one topic: connects, subscribes, reduces messages, and reconnects when the connection is lost.
/// </summary>
internal sealed class SimulatedScreen(
    SimulationScheduler scheduler, SimulatedProcess outside, string name, string topic)
{
    public string Name => $"{name} ({topic})";

    public string Topic => topic;

    /// <summary>The state that the page shows; null before the first snapshot.</summary>
    public ClientTopicState? State { get; private set; }

    /// <summary>The server to which the page is connected.</summary>
    public SimulatedServer? Server { get; private set; }

    private SimulationScheduler Scheduler => scheduler;

    private SimulatedProcess Outside => outside;

    /// <summary>Shows the topic for as long as the connection to a server lasts.</summary>
    public async Task Connect(SimulatedServer server)
    {
        Server = server;
        var connection = new Connection(this, server);
        connection.Subscribe();
        await connection.Closed;
        Server = null;
    }

    private void Apply(HubMessage message, Connection connection)
    {
        var (state, resubscribe) = (State, false);
        switch (message)
        {
            case InvocationMessage { Arguments: [SnapshotMessage snapshot] }:
                state = ClientTopicState.Apply(State, snapshot);
                break;
            case InvocationMessage { Arguments: [UpdateMessage update] }:
                (state, resubscribe) = ClientTopicState.Apply(State, update);
                break;
            case InvocationMessage { Arguments: [SourceMessage source] }:
                state = State is null ? null : State with { IsLive = source.Live };
                scheduler.Log($"{Name} is told that its source is {(source.Live ? "back" : "lost")}");
                break;
        }
        if (state is not null && State is { } before && before.Epoch == state.Epoch && state.Position < before.Position)
            scheduler.ReportViolation($"{Name} went back from position {before.Position} to {state.Position}");
        State = state;
        if (resubscribe) connection.Subscribe();
    }

    // Messages of a connection arrive in order, the response of Subscribe among them.
    private sealed class Connection
    {
        private readonly SimulatedScreen _screen;
        private readonly SimulatedServer _server;
        private readonly Subscriber _viewer;
        private readonly SimulationScheduler _scheduler;
        private readonly SimulatedProcess _outside;
        private readonly TaskCompletionSource _closed = new();
        private readonly Queue<Action> _inFlight = new();
        private readonly List<HubMessage> _beforeSnapshot = [];
        private (string Epoch, long Seq)? _last;
        private bool _isSubscribing;

        public Connection(SimulatedScreen screen, SimulatedServer server)
        {
            (_screen, _server, _scheduler, _outside) = (screen, server, screen.Scheduler, screen.Outside);
            _viewer = new(EventScope.All, Write);
            if (server.Process.IsAlive) server.Process.RegisterKillHandler(Close);
            else Close();
        }

        public Task Closed => _closed.Task;

        public void Subscribe()
        {
            if (_isSubscribing) return;
            _isSubscribing = true;
            _server.Process.Schedule(_scheduler.RandomDelay(0.05), () => _ = SubscribeOnServer());
        }

        private async Task SubscribeOnServer()
        {
            try
            {
                var snapshot = await _server.Live.Subscribe(_screen.Topic, _viewer, default);
                Send(() => ApplySnapshot(snapshot));
            }
            catch (Exception fault)
            {
                Send(() => RetryAfter(fault));
            }
        }

        private void ApplySnapshot(SnapshotMessage? snapshot)
        {
            _isSubscribing = false;
            if (snapshot is null)
            {
                _scheduler.ReportViolation($"{_screen.Name} is told that there is no such topic");
                return;
            }
            Apply(new InvocationMessage("snapshot", [snapshot]));
            List<HubMessage> early = [.. _beforeSnapshot];
            _beforeSnapshot.Clear();
            foreach (var message in early) Receive(message);
        }

        private void RetryAfter(Exception fault)
        {
            _scheduler.Log($"{_screen.Name} could not subscribe: {fault.Message}");
            _beforeSnapshot.Clear();
            _isSubscribing = false;
            _outside.Schedule(_scheduler.RandomDelay(1), Subscribe);
        }

        private void Receive(HubMessage message)
        {
            if (_isSubscribing) _beforeSnapshot.Add(message);
            else Apply(message);
        }

        // A server sends a snapshot, not an update, to a connection that missed a message. The state of the page cannot
        // be compared instead: it may come from another server, which was ahead.
        private void Apply(HubMessage message)
        {
            switch (message)
            {
                case InvocationMessage { Arguments: [SnapshotMessage snapshot] }:
                    _last = (snapshot.Epoch, snapshot.Seq);
                    break;
                case InvocationMessage { Arguments: [UpdateMessage update] }:
                    if (_last is not { } last || last.Epoch != update.Epoch || last.Seq + 1 != update.Seq)
                        _scheduler.ReportViolation($"{_screen.Name} receives update {update.Seq} after {_last?.Seq}");
                    _last = (update.Epoch, update.Seq);
                    break;
            }
            _screen.Apply(message, this);
        }

        private ValueTask Write(SerializedHubMessage message)
        {
            if (!_server.Bug.LosesMessage()) Send(() => Receive(message.Message!));
            if (!_scheduler.Chance(0.1)) return default;
            var written = new TaskCompletionSource();
            _server.Process.Schedule(_scheduler.RandomDelay(1), written.SetResult);
            return new(written.Task);
        }

        private void Send(Action arrive)
        {
            if (!_server.Process.IsAlive) return;
            _inFlight.Enqueue(arrive);
            _outside.Schedule(_scheduler.RandomDelay(0.05), () =>
            {
                var next = _inFlight.Dequeue();
                if (!Closed.IsCompleted) next();
            });
        }

        private void Close() => _outside.Schedule(_scheduler.RandomDelay(0.2), () => _closed.TrySetResult());
    }
}

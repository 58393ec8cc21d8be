using IpMonitor.Dashboard.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Simulation;

/// <summary>A page that shows one topic as the real one does: connects, subscribes, folds what comes, and starts over when the link is lost.</summary>
internal sealed class SimulatedScreen(World world, SimulatedProcess outside, string name, string topic)
{
    public string Name => $"{name} ({topic})";

    public string Topic => topic;

    /// <summary>What it shows; null before anything.</summary>
    public ShownTopic? Shown { get; private set; }

    /// <summary>The server that it is connected to.</summary>
    public SimulatedServer? Server { get; private set; }

    /// <summary>Shows the topic for as long as the link to a server lasts.</summary>
    public async Task Show(SimulatedServer server)
    {
        Server = server;
        var link = new Link(this, server);
        link.Ask();
        await link.Lost;
        Server = null;
    }

    private void Take(HubMessage message, Link link)
    {
        var (shown, resubscribe) = (Shown, false);
        switch (message)
        {
            case InvocationMessage { Arguments: [SnapshotMessage snapshot] }:
                shown = ShownTopic.Take(Shown, snapshot);
                break;
            case InvocationMessage { Arguments: [UpdateMessage update] }:
                (shown, resubscribe) = ShownTopic.Take(Shown, update);
                break;
            case InvocationMessage { Arguments: [SourceMessage source] }:
                shown = Shown is null ? null : Shown with { IsLive = source.Live };
                world.Note($"{Name} hears that its source is {(source.Live ? "back" : "lost")}");
                break;
        }
        if (shown is not null && Shown is { } before && before.Epoch == shown.Epoch && shown.Position < before.Position)
            world.Fault($"{Name} went back from position {before.Position} to {shown.Position}");
        Shown = shown;
        if (resubscribe) link.Ask();
    }

    // A connection: what is written to it arrives in order, the answer of Subscribe among it.
    private sealed class Link
    {
        private readonly SimulatedScreen _screen;
        private readonly SimulatedServer _server;
        private readonly Viewer _viewer;
        private readonly World _world;
        private readonly SimulatedProcess _outside;
        private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Queue<Action> _coming = new();
        private readonly List<HubMessage> _early = [];
        private bool _asking;

        public Link(SimulatedScreen screen, SimulatedServer server)
        {
            (_screen, _server, _world, _outside) = (screen, server, screen.World, screen.Outside);
            _viewer = new(Write);
            if (server.Process.IsAlive) server.Process.OnDeath(Lose);
            else Lose();
        }

        public Task Lost => _lost.Task;

        public void Ask()
        {
            if (_asking) return;
            _asking = true;
            _server.Process.After(_world.Upto(0.05), () => _ = Subscribe());
        }

        private async Task Subscribe()
        {
            try
            {
                var snapshot = await _server.Live.Subscribe(_screen.Topic, _viewer, default);
                Send(() => Answered(snapshot));
            }
            catch (Exception fault)
            {
                Send(() => Refused(fault));
            }
        }

        private void Answered(SnapshotMessage? snapshot)
        {
            _asking = false;
            if (snapshot is null)
            {
                _world.Fault($"{_screen.Name} is told that there is no such topic");
                return;
            }
            _screen.Take(new InvocationMessage("snapshot", [snapshot]), this);
            var early = _early.ToList();
            _early.Clear();
            foreach (var message in early) Take(message);
        }

        private void Refused(Exception fault)
        {
            _world.Note($"{_screen.Name} could not subscribe: {fault.Message}");
            _early.Clear();
            _asking = false;
            _outside.After(_world.Upto(1), Ask);
        }

        private void Take(HubMessage message)
        {
            if (_asking) _early.Add(message);
            else _screen.Take(message, this);
        }

        private ValueTask Write(SerializedHubMessage message)
        {
            if (!_server.Plant.Drops()) Send(() => Take(message.Message!));
            if (!_world.Chance(0.1)) return default;
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _server.Process.After(_world.Upto(1), written.SetResult);
            return new(written.Task);
        }

        private void Send(Action arrive)
        {
            if (!_server.Process.IsAlive) return;
            _coming.Enqueue(arrive);
            _outside.After(_world.Upto(0.05), () =>
            {
                var next = _coming.Dequeue();
                if (!Lost.IsCompleted) next();
            });
        }

        private void Lose() => _outside.After(_world.Upto(0.2), () => _lost.TrySetResult());
    }

    private World World => world;

    private SimulatedProcess Outside => outside;
}

using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Screens;

/// <inheritdoc cref="IScreensGrain"/>
[GrainType("screens")]
public sealed class ScreensGrain(
    IScreenStore store, IJournal journal, ReferenceShelf shelf, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics,
    ILogger<ScreensGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IScreensGrain
{
    private readonly TimeProvider _time = time;
    private readonly PairingCodes _codes = new();
    private readonly Dictionary<string, ScreenStatus> _statuses = [];
    private readonly HashSet<string> _touched = [];
    private Dictionary<string, StoredScreen> _screens = [];

    /// <inheritdoc/>
    protected override long Position => 0;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Load();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PairingCode?> Offer() => Task.FromResult(_codes.Offer(_time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<Claim> Claim(string code, string secret)
    {
        var (isOut, pairing) = _codes.Claim(code, secret, _time.GetChinaNow());
        return Task.FromResult(new Claim(isOut, pairing));
    }

    /// <inheritdoc/>
    public async Task<ScreenOutcome> Pair(string code, string name, string group)
    {
        if (ScreenDesk.NameFault(name, group) is { } fault) return new(null, fault);
        if (!_codes.IsOpen(code, _time.GetChinaNow())) return new(null, new("code_unknown", "code", "没有屏幕正显示这个配对码：请核对屏幕上的六位数字，过期后屏幕会换一个。"));
        var (id, token) = (NewId(), Secret.New());
        var outcome = await Keep(new(ScreenDesk.New(id, name.Trim(), group.Trim(), shelf.Current, Today), Digest.Of(token)));
        if (outcome.Refusal is null) _codes.Enter(code, new(id, token));
        return outcome;
    }

    /// <inheritdoc/>
    public Task<ControlAnswer> All() => Task.FromResult(Control());

    /// <inheritdoc/>
    public Task<ScreenAnswer?> Find(string id) => Task.FromResult(_screens.GetValueOrDefault(id)?.Screen);

    /// <inheritdoc/>
    public Task<ScreenOutcome> Arrange(string id, ScreenSetup setup) => Change(id, screen => ScreenDesk.Arrange(screen, setup, shelf.Current));

    /// <inheritdoc/>
    public Task<ScreenOutcome> Obey(string id, ScreenOrder order) => Change(id, screen => ScreenDesk.Obey(screen, order, _time.GetChinaNow()));

    /// <inheritdoc/>
    public async Task<bool> Remove(string id)
    {
        if (!_screens.ContainsKey(id)) return false;
        await store.Remove(id);
        _screens.Remove(id);
        _statuses.Remove(id);
        await Tell(id);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> Knows(string id, string token) =>
        Task.FromResult(_screens.TryGetValue(id, out var screen) && Digest.Fits(token, screen.TokenHash));

    /// <inheritdoc/>
    public async Task<bool> Hear(string id, string token, ScreenStatus status)
    {
        if (!await Knows(id, token)) return false;
        _statuses[id] = status with { SeenAt = _time.GetChinaNow() };
        await Tell(id);
        return true;
    }

    /// <inheritdoc/>
    protected override Task CatchUp() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) => topic.Kind switch
    {
        TopicKind.Screens => Control(),
        TopicKind.Screen => _screens.GetValueOrDefault(topic.Subject)?.Screen,
        _ => null,
    };

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var touched = _touched.ToHashSet();
        _touched.Clear();
        return topic => topic.Kind == TopicKind.Screens ? touched.Count > 0 : touched.Contains(topic.Subject);
    }

    private ControlAnswer Control() => new(0,
    [
        .. _screens.Values.Select(stored => stored.Screen).OrderBy(screen => screen.Group, StringComparer.Ordinal).ThenBy(screen => screen.Name, StringComparer.Ordinal).ThenBy(screen => screen.Id, StringComparer.Ordinal)
            .Select(screen => new ControlledScreen(screen.Id, screen, _statuses.GetValueOrDefault(screen.Id))),
    ]);

    private async Task<ScreenOutcome> Change(string id, Func<ScreenAnswer, (ScreenAnswer? Screen, ValidationError? Refusal)> change)
    {
        if (!_screens.TryGetValue(id, out var stored)) return new(null, new("screen_unknown", "id", "没有这块屏幕：可能已被移除。"));
        var (screen, refusal) = change(stored.Screen);
        return screen is null ? new(null, refusal) : await Keep(stored with { Screen = screen });
    }

    // On disk before it is shown. Where another activation of this grain was first, its word stands.
    private async Task<ScreenOutcome> Keep(StoredScreen screen)
    {
        if (!await store.Put(screen))
        {
            await Load();
            return new(null, ScreenDesk.Changed);
        }
        _screens[screen.Screen.Id] = screen;
        await Tell(screen.Screen.Id);
        return new(screen.Screen, null);
    }

    private async Task Load() => _screens = (await store.All()).ToDictionary(stored => stored.Screen.Id);

    private Task Tell(string id)
    {
        _touched.Add(id);
        return ScheduleFlush();
    }

    private string NewId()
    {
        string id;
        do id = Secret.New(4);
        while (_screens.ContainsKey(id));
        return id;
    }
}

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
    IScreenStore store,
    IJournal journal,
    ReferenceDataStore referenceData,
    TimeProvider time,
    IOptions<LiveOptions> options,
    FlushMetrics metrics,
    ILogger<ScreensGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IScreensGrain
{
    private readonly TimeProvider _time = time;
    private readonly PairingCodes _codes = new();
    private readonly Dictionary<string, ScreenStatus> _statuses = [];
    private readonly HashSet<string> _changedScreens = [];
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
    public Task<PairingCode?> CreatePairingCode() => Task.FromResult(_codes.Create(_time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<PairingStatus> ClaimPairingCode(string code, string secret)
    {
        var (isOpen, credentials) = _codes.Claim(code, secret, _time.GetChinaNow());
        return Task.FromResult(new PairingStatus(isOpen, credentials));
    }

    /// <inheritdoc/>
    public async Task<ScreenResult> Pair(string code, string name, string group)
    {
        if (ScreenDecider.ValidateName(name, group) is { } error) return new(null, error);
        if (!_codes.IsOpen(code, _time.GetChinaNow()))
        {
            return new(null, ValidationError.Create("code_unknown", "code"));
        }
        var (id, token) = (GenerateId(), SecretGenerator.Generate());
        var screen = ScreenDecider.CreateDefault(id, name.Trim(), group.Trim(), referenceData.Current, Today);
        var result = await Save(new(screen, Digest.Compute(token)));
        if (result.Error is null) _codes.Complete(code, new(id, token));
        return result;
    }

    /// <inheritdoc/>
    public Task<ScreenControlResponse> GetAll() => Task.FromResult(CreateControlResponse());

    /// <inheritdoc/>
    public Task<ScreenState?> Find(string id) => Task.FromResult(_screens.GetValueOrDefault(id)?.Screen);

    /// <inheritdoc/>
    public Task<ScreenResult> Update(string id, ScreenSetup setup) =>
        Change(id, screen => ScreenDecider.Update(screen, setup, referenceData.Current));

    /// <inheritdoc/>
    public Task<ScreenResult> ExecuteCommand(string id, ScreenCommand command) =>
        Change(id, screen => ScreenDecider.Execute(screen, command, _time.GetChinaNow()));

    /// <inheritdoc/>
    public async Task<bool> Remove(string id)
    {
        if (!_screens.ContainsKey(id)) return false;
        await store.Remove(id);
        _screens.Remove(id);
        _statuses.Remove(id);
        await MarkChanged(id);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> VerifyToken(string id, string token) =>
        Task.FromResult(_screens.TryGetValue(id, out var screen) && Digest.Verify(token, screen.TokenHash));

    /// <inheritdoc/>
    public async Task<bool> ReportStatus(string id, string token, ScreenStatus status)
    {
        if (!await VerifyToken(id, token)) return false;
        _statuses[id] = status with { SeenAt = _time.GetChinaNow() };
        await MarkChanged(id);
        return true;
    }

    /// <inheritdoc/>
    protected override Task CatchUp() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) => topic.Kind switch
    {
        TopicKind.Screens => CreateControlResponse(),
        TopicKind.Screen => _screens.GetValueOrDefault(topic.Subject)?.Screen,
        _ => null,
    };

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var changed = _changedScreens.ToHashSet();
        _changedScreens.Clear();
        return topic => topic.Kind == TopicKind.Screens ? changed.Count > 0 : changed.Contains(topic.Subject);
    }

    private ScreenControlResponse CreateControlResponse() => new(0,
    [
        .. _screens.Values
            .Select(stored => stored.Screen)
            .OrderBy(screen => screen.Group, StringComparer.Ordinal)
            .ThenBy(screen => screen.Name, StringComparer.Ordinal)
            .ThenBy(screen => screen.Id, StringComparer.Ordinal)
            .Select(screen => new ControlledScreen(screen.Id, screen, _statuses.GetValueOrDefault(screen.Id))),
    ]);

    private async Task<ScreenResult> Change(
        string id, Func<ScreenState, (ScreenState? Screen, ValidationError? Error)> change)
    {
        if (!_screens.TryGetValue(id, out var stored))
            return new(null, ValidationError.Create("screen_unknown", "id"));
        var (screen, error) = change(stored.Screen);
        if (ReferenceEquals(screen, stored.Screen)) return new(screen, null);
        return screen is null ? new(null, error) : await Save(stored with { Screen = screen });
    }

    // Stored before it is published. Reloads if another activation stored another version first.
    private async Task<ScreenResult> Save(StoredScreen screen)
    {
        if (!await store.Put(screen))
        {
            await Load();
            return new(null, ScreenDecider.VersionConflict);
        }
        _screens[screen.Screen.Id] = screen;
        await MarkChanged(screen.Screen.Id);
        return new(screen.Screen, null);
    }

    private async Task Load() => _screens = (await store.GetAll()).ToDictionary(stored => stored.Screen.Id);

    private Task MarkChanged(string id)
    {
        _changedScreens.Add(id);
        return ScheduleFlush();
    }

    private string GenerateId()
    {
        string id;
        do id = SecretGenerator.Generate(4);
        while (_screens.ContainsKey(id));
        return id;
    }
}

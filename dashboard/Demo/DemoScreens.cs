using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Simulates two paired screens: each reports the scene that its playlist or a command shows.</summary>
internal sealed partial class DemoScreens(IdentityGrains identities, IWebHostEnvironment environment, TimeProvider time)
{
    private const string Group = "演示";
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    private static readonly (string Name, int Width, int Height)[] Definitions =
        [("政务大厅主屏（模拟）", 3840, 2160), ("宣传周会场屏（模拟）", 1920, 1080)];

    private readonly string _build = ReadBuild(environment);
    private readonly List<(ScreenCredentials Credentials, int Width, int Height)> _paired = [];

    /// <summary>Pairs the screens; they take the settings of those of the start before.</summary>
    public async Task Pair()
    {
        foreach (var (name, width, height) in Definitions)
        {
            var earlier = (await identities.Screens.GetAll()).Screens
                .Where(screen => screen.Screen.Name == name && screen.Screen.Group == Group)
                .ToList();
            var code = (await identities.Screens.CreatePairingCode())!;
            await identities.Screens.Pair(code.Code, name, Group);
            var credentials = (await identities.Screens.ClaimPairingCode(code.Code, code.Secret)).Credentials!;
            foreach (var (id, screen, _) in earlier)
            {
                await identities.Screens.Update(
                    credentials.Id, new(1, name, Group, screen.Scenes, screen.Language, screen.SafeArea));
                await identities.Screens.Remove(id);
            }
            _paired.Add((credentials, width, height));
            await Report(credentials, width, height);
        }
    }

    /// <summary>Reports the status of the screens until they are removed or the server stops.</summary>
    public Task Run(CancellationToken stoppingToken) =>
        Task.WhenAll(_paired.Select(screen => Run(screen.Credentials, screen.Width, screen.Height, stoppingToken)));

    private async Task Run(ScreenCredentials credentials, int width, int height, CancellationToken stoppingToken)
    {
        var (shown, reportedAt) = ((string?)null, 0L);
        while (true)
        {
            await Task.Delay(CheckInterval, time, stoppingToken);
            try
            {
                if (await identities.Screens.Find(credentials.Id) is not { } screen) return;
                var scene = FindScene(screen, time.GetUtcNow());
                if (scene == shown && time.GetElapsedTime(reportedAt) < StatusInterval) continue;
                await Report(credentials, width, height);
                (shown, reportedAt) = (scene, time.GetTimestamp());
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or JournalException)
            {
                // The screen is offline until the store answers again.
            }
        }
    }

    private async Task Report(ScreenCredentials credentials, int width, int height)
    {
        if (await identities.Screens.Find(credentials.Id) is not { } screen) return;
        DateTimeOffset? asOf = screen.IsRehearsal ? null : time.GetChinaNow();
        await identities.Screens.ReportStatus(
            credentials.Id, credentials.Token,
            new(default, _build, FindScene(screen, time.GetUtcNow()), asOf, IsLive: true, width, height));
    }

    // The build of a screen is the name of the script of its page.
    private static string ReadBuild(IWebHostEnvironment environment)
    {
        var page = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!page.Exists) return "";
        using var reader = new StreamReader(page.CreateReadStream());
        return Script().Match(reader.ReadToEnd()).Groups["name"].Value;
    }

    [GeneratedRegex("""<script type="module"[^>]*assets/(?<name>[^/"]+)\.js""")]
    private static partial Regex Script();

    // As a screen does (dashboard/client/src/features/screens/playlist.ts): by the time alone.
    private static string? FindScene(ScreenState screen, DateTimeOffset now)
    {
        if (screen.Shown is { } pinned) return pinned;
        var at = (screen.PausedAt ?? now).ToUnixTimeSeconds() % screen.Scenes.Sum(scene => scene.Seconds);
        foreach (var scene in screen.Scenes)
            if ((at -= scene.Seconds) < 0) return scene.Id;
        return null;
    }
}

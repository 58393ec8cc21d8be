using IpMonitor.Grains.Screens;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Screens;

/// <summary>Pairing, commands and storage of screens in the screens grain.</summary>
public sealed class ScreensGrainTests : IAsyncLifetime
{
    private GrainHost _host = null!;

    private IScreensGrain ScreensGrain => _host.Grains.GetGrain<IScreensGrain>("370000");

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Only_the_paired_screen_learns_its_identity_after_the_code_was_entered()
    {
        var pairingOffer = (await ScreensGrain.CreatePairingCode())!;
        Assert.Matches("^[0-9]{6}$", pairingOffer.Code);
        Assert.Equal(new(true, null), await ScreensGrain.ClaimPairingCode(pairingOffer.Code, pairingOffer.Secret));
        Assert.Equal(new(false, null), await ScreensGrain.ClaimPairingCode(pairingOffer.Code, "guessed"));

        var screen = (await ScreensGrain.Pair(pairingOffer.Code, " 一楼大厅 ", "一楼")).Screen!;
        var pairing = (await ScreensGrain.ClaimPairingCode(pairingOffer.Code, pairingOffer.Secret)).Credentials!;
        Assert.Equal((screen.Id, "一楼大厅", 1), (pairing.Id, screen.Name, screen.Version));
        Assert.Equal("code_unknown", (await ScreensGrain.Pair(pairingOffer.Code, "另一块", "")).Error!.Code);

        var status = new ScreenStatus(default, "index-1", "feed-1", null, true, 1920, 1080);
        Assert.False(await ScreensGrain.ReportStatus(screen.Id, "guessed", status));
        Assert.Null(Assert.Single((await ScreensGrain.GetAll()).Screens).Status);
        Assert.True(await ScreensGrain.ReportStatus(screen.Id, pairing.Token, status));
        Assert.Equal("index-1", Assert.Single((await ScreensGrain.GetAll()).Screens).Status!.Build);
    }

    [Fact]
    public async Task A_restart_drops_codes_and_keeps_screens_with_their_settings()
    {
        var pairing = (await ScreensGrain.CreatePairingCode())!;
        var (screen, token) = await PairScreen("大屏");
        await ScreensGrain.ExecuteCommand(screen.Id, new(ScreenCommandKind.Show, Scene: "feed-1"));
        await ScreensGrain.ExecuteCommand(screen.Id, new(ScreenCommandKind.Notify, Title: "闭馆", Minutes: 5));
        var before = await ScreensGrain.Find(screen.Id);

        await _host.Restart();

        Assert.Equal(before, await ScreensGrain.Find(screen.Id));
        Assert.False((await ScreensGrain.ClaimPairingCode(pairing.Code, pairing.Secret)).IsOpen);
        Assert.True(await ScreensGrain.ReportStatus(screen.Id, token, new(default, "b", null, null, true, 1, 1)));
        Assert.DoesNotContain(token, await ReadStoredScreens());
    }

    [Fact]
    public async Task A_removed_screen_is_refused()
    {
        var (screen, token) = await PairScreen("大屏");
        Assert.True(await ScreensGrain.Remove(screen.Id));
        Assert.False(await ScreensGrain.Remove(screen.Id));
        Assert.Null(await ScreensGrain.Find(screen.Id));
        Assert.False(await ScreensGrain.ReportStatus(screen.Id, token, new(default, "b", null, null, true, 1, 1)));
        Assert.Equal(
            "screen_unknown", (await ScreensGrain.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Error!.Code);
    }

    [Fact]
    public async Task A_concurrent_write_wins_and_the_next_attempt_reads_it()
    {
        var (screen, _) = await PairScreen("大屏");
        var store = new SqlScreenStore(_host.Store);
        var there = Assert.Single(await store.GetAll());
        Assert.True(await store.Put(there with { Screen = there.Screen with { Version = 2, Name = "别处改的" } }));
        Assert.False(await store.Put(there with { Screen = there.Screen with { Version = 2, Name = "又一处" } }));

        Assert.Equal(
            "screen_changed", (await ScreensGrain.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Error!.Code);
        Assert.Equal("别处改的", (await ScreensGrain.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Screen!.Name);
    }

    [Fact]
    public async Task At_most_500_pairing_codes_are_open()
    {
        for (var i = 0; i < 500; i++) Assert.NotNull(await ScreensGrain.CreatePairingCode());
        Assert.Null(await ScreensGrain.CreatePairingCode());
    }

    private async Task<(ScreenState Screen, string Token)> PairScreen(string name)
    {
        var pairing = (await ScreensGrain.CreatePairingCode())!;
        var screen = (await ScreensGrain.Pair(pairing.Code, name, "")).Screen!;
        return (screen, (await ScreensGrain.ClaimPairingCode(pairing.Code, pairing.Secret)).Credentials!.Token);
    }

    private async Task<string> ReadStoredScreens() =>
        string.Concat((await new SqlScreenStore(_host.Store).GetAll()).Select(stored => stored.ToString()));
}

using IpMonitor.Grains.Screens;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Screens;

/// <summary>Screens as the control room's grain keeps them.</summary>
public sealed class ScreensGrainTests : IAsyncLifetime
{
    private GrainHost _host = null!;

    private IScreensGrain Room => _host.Grains.GetGrain<IScreensGrain>("370000");

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_screen_learns_what_it_is_once_its_code_was_entered_and_only_it_does()
    {
        var offer = (await Room.CreatePairingCode())!;
        Assert.Matches("^[0-9]{6}$", offer.Code);
        Assert.Equal(new(true, null), await Room.ClaimPairingCode(offer.Code, offer.Secret));
        Assert.Equal(new(false, null), await Room.ClaimPairingCode(offer.Code, "guessed"));

        var screen = (await Room.Pair(offer.Code, " 一楼大厅 ", "一楼")).Screen!;
        var pairing = (await Room.ClaimPairingCode(offer.Code, offer.Secret)).Pairing!;
        Assert.Equal((screen.Id, "一楼大厅", 1), (pairing.Id, screen.Name, screen.Version));
        Assert.Equal("code_unknown", (await Room.Pair(offer.Code, "另一块", "")).Error!.Code);

        var status = new ScreenStatus(default, "index-1", "feed-1", null, true, 1920, 1080);
        Assert.False(await Room.ReportStatus(screen.Id, "guessed", status));
        Assert.Null(Assert.Single((await Room.GetAll()).Screens).Status);
        Assert.True(await Room.ReportStatus(screen.Id, pairing.Token, status));
        Assert.Equal("index-1", Assert.Single((await Room.GetAll()).Screens).Status!.Build);
    }

    [Fact]
    public async Task A_restart_forgets_codes_and_keeps_screens_with_all_that_was_ordered()
    {
        var offer = (await Room.CreatePairingCode())!;
        var (screen, token) = await Paired("大屏");
        await Room.ExecuteCommand(screen.Id, new(ScreenCommandKind.Show, Scene: "feed-1"));
        await Room.ExecuteCommand(screen.Id, new(ScreenCommandKind.Notify, Title: "闭馆", Minutes: 5));
        var before = await Room.Find(screen.Id);

        await _host.Restart();

        Assert.Equal(before, await Room.Find(screen.Id));
        Assert.False((await Room.ClaimPairingCode(offer.Code, offer.Secret)).IsOpen);
        Assert.True(await Room.ReportStatus(screen.Id, token, new(default, "b", null, null, true, 1, 1)));
        Assert.DoesNotContain(token, await Kept());
    }

    [Fact]
    public async Task A_removed_screen_is_not_heard_any_more()
    {
        var (screen, token) = await Paired("大屏");
        Assert.True(await Room.Remove(screen.Id));
        Assert.False(await Room.Remove(screen.Id));
        Assert.Null(await Room.Find(screen.Id));
        Assert.False(await Room.ReportStatus(screen.Id, token, new(default, "b", null, null, true, 1, 1)));
        Assert.Equal("screen_unknown", (await Room.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Error!.Code);
    }

    [Fact]
    public async Task Where_another_wrote_first_its_word_stands_and_the_next_try_sees_it()
    {
        var (screen, _) = await Paired("大屏");
        var store = new SqlScreenStore(_host.Store);
        var there = Assert.Single(await store.GetAll());
        Assert.True(await store.Put(there with { Screen = there.Screen with { Version = 2, Name = "别处改的" } }));
        Assert.False(await store.Put(there with { Screen = there.Screen with { Version = 2, Name = "又一处" } }));

        Assert.Equal("screen_changed", (await Room.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Error!.Code);
        Assert.Equal("别处改的", (await Room.ExecuteCommand(screen.Id, new(ScreenCommandKind.Pause))).Screen!.Name);
    }

    [Fact]
    public async Task Five_hundred_codes_are_out_and_no_more()
    {
        for (var i = 0; i < 500; i++) Assert.NotNull(await Room.CreatePairingCode());
        Assert.Null(await Room.CreatePairingCode());
    }

    private async Task<(ScreenResponse Screen, string Token)> Paired(string name)
    {
        var offer = (await Room.CreatePairingCode())!;
        var screen = (await Room.Pair(offer.Code, name, "")).Screen!;
        return (screen, (await Room.ClaimPairingCode(offer.Code, offer.Secret)).Pairing!.Token);
    }

    private async Task<string> Kept() => string.Concat((await new SqlScreenStore(_host.Store).GetAll()).Select(stored => stored.ToString()));
}

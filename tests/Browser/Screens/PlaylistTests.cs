using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;


namespace IpMonitor.BrowserTests.Screens;

/// <summary>What hours of a playlist leave behind in a page that turns it.</summary>
public sealed class PlaylistTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Scene = """
        before => {
          const { scene } = document.querySelector('[data-testid=screen]')?.dataset ?? {}
          return scene && scene !== before
        }
        """;

    [Fact]
    public Task Hours_of_its_playlist_leave_no_nodes_and_no_listeners_behind() => RunPlaylist(browser, 80);

    /// <summary>Turns a playlist of half a minute a scene so many times.</summary>
    internal static async Task RunPlaylist(BrowserSession browser, int turns)
    {
        await using var server = await DashboardHost.Start();
        var hall = new ControlRoomClient(server);
        await hall.AddNextCampaign();
        var id = await hall.PairScreen("大屏", "zh-CN", ControlRoomClient.SampleScenes);
        await hall.SendOrder(new { kind = "rehearse" }, id);
        var wall = await browser.Open(new Uri("about:blank"));
        // The page's own clock: it is set on, and ticks twenty times a second.
        await wall.AddInitScriptAsync("""
            const now = Date.now, every = setInterval; window.ahead = 0
            Date.now = () => now.call(Date) + window.ahead
            window.setInterval = (act, wait, ...rest) => every(act, wait === 1000 ? 50 : wait, ...rest)
            """);
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        await wall.WaitForFunctionAsync(Scene, "", new() { Timeout = 15_000 });
        var pulse = await wall.Context.NewCDPSessionAsync(wall);
        var counts = new List<PageResources>();
        var seen = new HashSet<string>();
        // To the beginning of a scene, and from each to the next: towards the end of one the next is there already, and counted.
        var first = await Stands();
        for (var before = first; first == before; first = await Stands())
        {
            await wall.EvaluateAsync("() => { window.ahead += 1000; window.turned = performance.now() }");
            await Task.Delay(100);
        }
        for (var (turn, due) = (1, 1); turn <= turns; turn++)
        {
            var scene = await Stands();
            seen.Add(scene);
            // Always in the same scene, since one has more in it than another.
            if (turn >= due && scene == first)
            {
                counts.Add(await PageResources.Measure(pulse));
                due += turns / 5;
            }
            await wall.EvaluateAsync("() => { const now = performance.now(); window.ahead += 30_000 - (now - window.turned); window.turned = now }");
            await wall.WaitForFunctionAsync(Scene, scene, new() { Timeout = 10_000 });
        }
        Assert.Equal(ControlRoomClient.SampleScenes.Length, seen.Count);
        Assert.False(Grow(counts.ConvertAll(one => one.Nodes)) || Grow(counts.ConvertAll(one => one.Listeners)), string.Join(" ", counts));

        // A leak grows with each round; a scene or two that the browser has not collected yet do not.
        static bool Grow(List<double> held) => held.Skip(1).Zip(held.Skip(2)).All(pair => pair.Second > pair.First * 1.01);

        async Task<string> Stands() => (await wall.GetByTestId("screen").GetAttributeAsync("data-scene"))!;
    }
}

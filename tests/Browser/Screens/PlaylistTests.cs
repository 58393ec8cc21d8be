using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>Tests that a page that rotates a playlist for hours leaks nothing.</summary>
public sealed class PlaylistTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string HasOtherScene = """
        before => {
          const { scene } = document.querySelector('[data-testid=screen]')?.dataset ?? {}
          return scene && scene !== before
        }
        """;

    [Fact]
    public Task Hours_of_a_playlist_leak_no_nodes_or_listeners() => RunPlaylist(browser, 80);

    /// <summary>Rotates the scenes of 30 seconds each a number of times.</summary>
    internal static async Task RunPlaylist(BrowserSession browser, int turns)
    {
        await using var server = await DashboardHost.Start();
        var controlRoom = new ControlRoomClient(server);
        await controlRoom.AddNextCampaign();
        var id = await controlRoom.PairScreen("大屏", "zh-CN", ControlRoomClient.SampleScenes);
        await controlRoom.SendOrder(new { kind = "rehearse" }, id);
        var wall = await browser.Open(new Uri("about:blank"));
        // The test advances the page's clock, which the page then checks twenty times a second.
        await wall.AddInitScriptAsync("""
            const now = Date.now, every = setInterval; window.ahead = 0
            Date.now = () => now.call(Date) + window.ahead
            window.setInterval = (act, wait, ...rest) => every(act, wait === 1000 ? 50 : wait, ...rest)
            """);
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        await wall.WaitForFunctionAsync(HasOtherScene, "", new() { Timeout = 15_000 });
        var protocol = await wall.Context.NewCDPSessionAsync(wall);
        var samples = new List<PageResources>();
        var seen = new HashSet<string>();
        // Starts at the beginning of a scene: near its end the next one is loaded already and would be counted.
        var first = await ReadScene();
        for (var before = first; first == before; first = await ReadScene())
        {
            await wall.EvaluateAsync("() => { window.ahead += 1000; window.turned = performance.now() }");
            await Task.Delay(100);
        }
        for (var (turn, due) = (1, 1); turn <= turns; turn++)
        {
            var scene = await ReadScene();
            seen.Add(scene);
            // Measures in the same scene each time, since scenes differ in size.
            if (turn >= due && scene == first)
            {
                samples.Add(await PageResources.Measure(protocol));
                due += turns / 5;
            }
            await wall.EvaluateAsync("""
                () => {
                  const now = performance.now()
                  window.ahead += 30_000 - (now - window.turned)
                  window.turned = now
                }
                """);
            await wall.WaitForFunctionAsync(HasOtherScene, scene, new() { Timeout = 10_000 });
        }
        Assert.Equal(ControlRoomClient.SampleScenes.Length, seen.Count);
        Assert.False(Grows(samples.ConvertAll(sample => sample.Nodes)), string.Join(" ", samples));
        Assert.False(Grows(samples.ConvertAll(sample => sample.Listeners)), string.Join(" ", samples));

        // A leak grows in every sample; scenes that are not collected yet do not.
        static bool Grows(List<double> values) =>
            values.Skip(1).Zip(values.Skip(2)).All(pair => pair.Second > pair.First * 1.01);

        async Task<string> ReadScene() => (await wall.GetByTestId("screen").GetAttributeAsync("data-scene"))!;
    }
}

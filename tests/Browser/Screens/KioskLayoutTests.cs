using IpMonitor.BrowserTests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>What holds of every scene on every wall: it is read from five metres, and nothing sticks out or is cut off.</summary>
public sealed class KioskLayoutTests(BrowserSession browser, DemoServerFixture look) : IClassFixture<BrowserSession>
{
    [Theory]
    [InlineData("dark", "zh-CN", 1920, 1080)]
    [InlineData("dark", "en", 1080, 1920)]
    [InlineData("light", "en", 3840, 2160)]
    [InlineData("dark", "zh-CN", 6656, 1792)]
    public async Task Scenes_are_read_from_five_metres_and_nothing_sticks_out(string theme, string language, int width, int height)
    {
        await look.StartTask;
        var id = await look.ControlRoom.PairScreen("大屏", language, ControlRoomClient.SampleScenes);
        var wall = await look.OpenPage(browser, language, width, height);
        await look.Navigate(wall, $"/screens/{id}", theme);
        var faults = new List<string>();
        foreach (dynamic scene in ControlRoomClient.SampleScenes)
        {
            await look.ControlRoom.SendOrder(new { kind = "show", scene = (string)scene.id }, id);
            await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", (string)scene.id);
            await DemoServerFixture.WaitUntilLoaded(wall);
            await DemoServerFixture.WaitForAnimations(wall);
            foreach (var fault in await wall.EvaluateAsync<string[]>(Legible)) faults.Add($"{scene.id}: {fault}");
            faults.AddRange(await DemoServerFixture.FindAccessibilityViolations(wall, (string)scene.id));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    // Text that is seen: none smaller than 1/45 of the height, none outside the picture, none cut off by what it stands in.
    private const string Legible = """
        () => {
          const least = innerHeight / 45 - 0.1, faults = []
          const walker = document.createTreeWalker(document.querySelector('[data-testid=screen]'), NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode());) {
            const element = node.parentElement
            if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.hidden, .cells, [data-testid=watermark], .waiting, .glide-move, .come-enter-active')) continue
            const range = document.createRange()
            range.selectNodeContents(node)
            const box = range.getBoundingClientRect()
            if (!box.width) continue
            const hidden = [...ancestors(element)].find((one) => getComputedStyle(one).overflow !== 'visible' && outside(box, one.getBoundingClientRect()) > 0.98)
            if (hidden) continue // in the column nobody sees
            const said = `"${node.data.trim().slice(0, 20)}"`
            const size = parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1)
            if (size < least) faults.push(`${said} is ${size}px, less than ${least}`)
            if (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) faults.push(`${said} is outside the picture`)
            // A letter's box is taller than its line.
            const cut = [...ancestors(element)].find((one) => getComputedStyle(one).overflow !== 'visible' && outside(box, one.getBoundingClientRect()) > 0.25)
            if (cut) faults.push(`${said} is cut off by .${cut.className}`)
          }
          return faults
          function* ancestors(one) { for (; one && one !== document.body; one = one.parentElement) yield one }
          function outside(a, b) {
            const seen = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))
            return 1 - seen / (a.width * a.height)
          }
        }
        """;
}

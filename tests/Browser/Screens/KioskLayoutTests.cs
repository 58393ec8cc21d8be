using IpMonitor.BrowserTests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>Tests that each scene is legible from five metres, without overflow or clipping.</summary>
public sealed class KioskLayoutTests(BrowserSession browser, DemoServerFixture demo) : IClassFixture<BrowserSession>
{
    [Theory]
    [InlineData("dark", "zh-CN", 1920, 1080)]
    [InlineData("dark", "en", 1080, 1920)]
    [InlineData("light", "en", 3840, 2160)]
    [InlineData("dark", "zh-CN", 6656, 1792)]
    [InlineData("dark", "zh-CN", 390, 844)]
    public async Task Scenes_are_legible_from_five_metres_and_nothing_overflows(
        string theme, string language, int width, int height)
    {
        await demo.StartTask;
        var id = await demo.ControlRoom.PairScreen("大屏", language, ControlRoomClient.SampleScenes);
        var wall = await demo.OpenPage(browser, language, width, height);
        await demo.Load(wall, $"/screens/{id}", theme);
        var faults = new List<string>();
        foreach (dynamic scene in ControlRoomClient.SampleScenes)
        {
            await demo.ControlRoom.SendOrder(new { kind = "show", scene = (string)scene.id }, id);
            await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", (string)scene.id);
            await DemoServerFixture.WaitUntilLoaded(wall);
            await DemoServerFixture.WaitForAnimations(wall);
            foreach (var fault in await wall.EvaluateAsync<string[]>(FindIllegibleText))
                faults.Add($"{scene.id}: {fault}");
            faults.AddRange(await DemoServerFixture.FindAccessibilityViolations(wall, (string)scene.id));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    // Finds visible text smaller than 1/45 of the height, outside the window, or clipped by an ancestor.
    private const string FindIllegibleText = """
        () => {
          const minSize = innerHeight / 45 - 0.1, faults = []
          const ignored = '.hidden, .cells, [data-testid=watermark], .waiting, .glide-move, .come-enter-active'
          const root = document.querySelector('[data-testid=screen]')
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode());) {
            const element = node.parentElement
            if (!node.data.trim() || element.closest(ignored)) continue
            if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
            const range = document.createRange()
            range.selectNodeContents(node)
            const box = range.getBoundingClientRect()
            if (!box.width) continue
            if (findClipping(0.98)) continue // Scrolled out of view.
            const text = `"${node.data.trim().slice(0, 20)}"`
            const size = parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1)
            if (size < minSize) faults.push(`${text} is ${size}px, less than ${minSize}`)
            if (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
              faults.push(`${text} is outside the window`)
            // The box of a glyph is taller than its line.
            const clipping = findClipping(0.25)
            if (clipping) faults.push(`${text} is clipped by .${clipping.className}`)

            function findClipping(minFraction) {
              return [...ancestors(element)].find((ancestor) =>
                getComputedStyle(ancestor).overflow !== 'visible'
                && hiddenFraction(box, ancestor.getBoundingClientRect()) > minFraction)
            }
          }
          return faults
          function* ancestors(node) {
            for (; node && node !== document.body; node = node.parentElement) yield node
          }
          function hiddenFraction(box, clip) {
            const width = Math.max(0, Math.min(box.right, clip.right) - Math.max(box.left, clip.left))
            const height = Math.max(0, Math.min(box.bottom, clip.bottom) - Math.max(box.top, clip.top))
            return 1 - width * height / (box.width * box.height)
          }
        }
        """;
}

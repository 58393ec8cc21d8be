using IpMonitor.BrowserTests.Hosting;

namespace IpMonitor.BrowserTests.Security;

/// <summary>Tests that input parsed as an object cannot modify the prototypes of a page.</summary>
public sealed class PrototypePollutionTests(BrowserSession browser, DemoServerFixture demo)
    : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task The_first_script_of_a_page_freezes_the_built_in_prototypes()
    {
        await demo.StartTask;
        var page = await browser.Open(demo.Server.Address);
        var result = await page.EvaluateAsync<string>("""
            () => {
              const victim = {}, path = ['__proto__', 'role']
              try { victim[path[0]][path[1]] = 'province' } catch { }
              try { victim.constructor.prototype.role = 'province' } catch { }
              try { Object.prototype.constructor = 'province' } catch { }
              return JSON.stringify({
                first: document.scripts[0].getAttribute('src'),
                waits: document.scripts[0].async || document.scripts[0].defer || document.scripts[0].type === 'module',
                frozen: [Object, Array, Function].filter((kind) => Object.isFrozen(kind.prototype)).length,
                role: String({}.role),
                own: ({}).constructor === Object,
              })
            }
            """);
        Assert.Equal("""{"first":"/frozen.js","waits":false,"frozen":3,"role":"undefined","own":true}""", result);
    }
}

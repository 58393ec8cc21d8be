using IpMonitor.BrowserTests.Hosting;

namespace IpMonitor.BrowserTests.Security;

/// <summary>No text that is read as an object can give all objects of a page a field.</summary>
public sealed class PrototypePollutionTests(BrowserSession browser, DemoServerFixture look) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Before_any_other_script_a_page_closes_what_all_objects_inherit()
    {
        await look.StartTask;
        var page = await browser.Open(look.Server.Address);
        var told = await page.EvaluateAsync<string>("""
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
        Assert.Equal("""{"first":"/frozen.js","waits":false,"frozen":3,"role":"undefined","own":true}""", told);
    }
}

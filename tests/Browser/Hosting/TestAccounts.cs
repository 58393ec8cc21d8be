using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Who comes to a server: the administrator, and whoever was given an account.</summary>
internal sealed class TestAccounts(DashboardServer server) : IDisposable
{
    private const string Administrator = "admin";
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public void Dispose() => _http.Dispose();

    /// <summary>A page of somebody's own, who was given an account and came for it.</summary>
    public static async Task<IPage> OpenSignedInPage(BrowserSession browser, DashboardServer server, string path, string name, string role, string? city = null)
    {
        using var visitors = new TestAccounts(server);
        var password = await visitors.CreateAccountWithPassword(name, role, city);
        var page = await browser.Open(new Uri("about:blank"));
        await SignIn(page, server, name, password);
        await page.GotoAsync(new Uri(server.Address, path).ToString());
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, path).ToString());
        return page;
    }

    /// <summary>Signs in the browser context of a page; what the page shows stays until it is loaded anew.</summary>
    /// <remarks>Not by a script of the page: a redirect to the sign-in form would destroy it half-way.</remarks>
    public static async Task SignIn(
        IPage page,
        DashboardServer server,
        string name = Administrator,
        string password = DashboardServer.AdminPassword)
    {
        var address = new Uri(server.Address, "/api/v1/session").ToString();
        var answer = await page.Context.APIRequest.PostAsync(address, new() { DataObject = new { name, password } });
        Assert.Equal(200, answer.Status);
    }

    /// <summary>What the browser of an administrator holds.</summary>
    public async Task<Cookie> GetAdministratorCookie()
    {
        var held = (await SignInAsAdministrator()).Split('=', 2);
        return new() { Name = held[0], Value = held[1], Url = server.Address.ToString() };
    }

    /// <summary>Makes an account; gives the password that it begins with.</summary>
    public async Task<string> CreateAccount(string name, string role, string? city = null)
    {
        await SignInAsAdministrator();
        using var answer = await _http.PostAsJsonAsync(new Uri("/api/v1/accounts", UriKind.Relative), new { name, title = $"{name}同志", role, city });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
    }

    /// <summary>Makes an account whose holder has a password of his own; gives it.</summary>
    public async Task<string> CreateAccountWithPassword(string name, string role, string? city = null)
    {
        var (before, password) = (await CreateAccount(name, role, city), "a tall green teapot");
        using var own = new HttpClient { BaseAddress = server.Address };
        own.DefaultRequestHeaders.Add("Cookie", await SignInForCookie(own, name, before));
        using var answer = await own.PutAsJsonAsync(new Uri("/api/v1/session/password", UriKind.Relative), new { before, password });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return password;
    }

    /// <summary>Ends all sessions of an account, as an administrator does from elsewhere.</summary>
    public async Task EndSessions(string name)
    {
        await SignInAsAdministrator();
        using var answer = await _http.DeleteAsync(new Uri($"/api/v1/accounts/{name}/sessions", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<string> SignInAsAdministrator()
    {
        if (_http.DefaultRequestHeaders.TryGetValues("Cookie", out var held)) return held.Single();
        var cookie = await SignInForCookie(_http, Administrator, DashboardServer.AdminPassword);
        _http.DefaultRequestHeaders.Add("Cookie", cookie);
        return cookie;
    }

    private static async Task<string> SignInForCookie(HttpClient http, string name, string password)
    {
        using var answer = await http.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { name, password });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("ipm=", StringComparison.Ordinal)).Split(';')[0];
    }
}

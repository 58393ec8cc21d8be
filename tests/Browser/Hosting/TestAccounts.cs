using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Creates accounts on a server and signs them in.</summary>
internal sealed class TestAccounts(DashboardServer server) : IDisposable
{
    private const string Administrator = "admin";
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public void Dispose() => _http.Dispose();

    /// <summary>Creates an account and opens a page that is signed in with it.</summary>
    public static async Task<IPage> OpenSignedInPage(
        BrowserSession browser, DashboardServer server, string path, string name, string role, string? city = null)
    {
        using var accounts = new TestAccounts(server);
        var password = await accounts.CreateAccountWithPassword(name, role, city);
        var page = await browser.Open(new Uri("about:blank"));
        await SignIn(page, server, name, password);
        await page.GotoAsync(new Uri(server.Address, path).ToString());
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, path).ToString());
        return page;
    }

    /// <summary>Signs in the browser context of a page, without reloading the page.</summary>
    /// <remarks>Does not use a script of the page, which a redirect to the sign-in form would abort.</remarks>
    public static async Task SignIn(
        IPage page,
        DashboardServer server,
        string name = Administrator,
        string password = DashboardServer.AdminPassword)
    {
        var address = new Uri(server.Address, "/api/v1/session").ToString();
        var response = await page.Context.APIRequest.PostAsync(address, new() { DataObject = new { name, password } });
        Assert.Equal(200, response.Status);
    }

    /// <summary>Returns the session cookie of an administrator.</summary>
    public async Task<Cookie> GetAdministratorCookie() => CreateCookie(await SignInAsAdministrator());

    /// <summary>Creates an account and signs it in; returns its session cookie.</summary>
    public async Task<Cookie> CreateSession(string name, string role, string? city = null)
    {
        var password = await CreateAccountWithPassword(name, role, city);
        using var http = new HttpClient { BaseAddress = server.Address };
        return CreateCookie(await SignInForCookie(http, name, password));
    }

    /// <summary>Creates an account; returns its initial password.</summary>
    public async Task<string> CreateAccount(string name, string role, string? city = null)
    {
        await SignInAsAdministrator();
        var account = new { name, title = $"{name}同志", role, city };
        using var response = await _http.PostAsJsonAsync(new Uri("/api/v1/accounts", UriKind.Relative), account);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
    }

    /// <summary>Creates an account and changes its initial password; returns the new one.</summary>
    public async Task<string> CreateAccountWithPassword(string name, string role, string? city = null)
    {
        var (before, password) = (await CreateAccount(name, role, city), "a tall green teapot");
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("Cookie", await SignInForCookie(http, name, before));
        var address = new Uri("/api/v1/session/password", UriKind.Relative);
        using var response = await http.PutAsJsonAsync(address, new { before, password });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return password;
    }

    /// <summary>Creates an auditor that signs in through the external provider.</summary>
    public async Task CreateExternalAccount(string name, string external)
    {
        await SignInAsAdministrator();
        var account = new { name, title = $"{name}同志", role = "auditor", external };
        using var response = await _http.PostAsJsonAsync(new Uri("/api/v1/accounts", UriKind.Relative), account);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Ends all sessions of an account as an administrator.</summary>
    public async Task EndSessions(string name)
    {
        await SignInAsAdministrator();
        using var response = await _http.DeleteAsync(new Uri($"/api/v1/accounts/{name}/sessions", UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode);
    }

    private Cookie CreateCookie(string text)
    {
        var parts = text.Split('=', 2);
        return new() { Name = parts[0], Value = parts[1], Url = server.Address.ToString() };
    }

    private async Task<string> SignInAsAdministrator()
    {
        if (_http.DefaultRequestHeaders.TryGetValues("Cookie", out var cookies)) return cookies.Single();
        var cookie = await SignInForCookie(_http, Administrator, DashboardServer.AdminPassword);
        _http.DefaultRequestHeaders.Add("Cookie", cookie);
        return cookie;
    }

    private static async Task<string> SignInForCookie(HttpClient http, string name, string password)
    {
        var address = new Uri("/api/v1/session", UriKind.Relative);
        using var response = await http.PostAsJsonAsync(address, new { name, password });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response.Headers.GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith("ipm=", StringComparison.Ordinal))
            .Split(';')[0];
    }
}

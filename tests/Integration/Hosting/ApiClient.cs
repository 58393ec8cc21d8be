using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Time;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>A client of a server: a browser with cookies or a machine with an API key.</summary>
internal sealed class ApiClient : IDisposable
{
    public const string Password = "a quiet river in autumn";
    private readonly Uri _address;

    public ApiClient(Uri address, string? key = null)
    {
        _address = address;
        Http = new(
            new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false })
        { BaseAddress = address };
        if (key is not null) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", key);
    }

    public System.Net.CookieContainer Cookies { get; } = new();

    public HttpClient Http { get; }

    /// <summary>The Cookie header of a request.</summary>
    public string CookieHeader => Cookies.GetCookieHeader(_address);

    /// <summary>The values of all cookies.</summary>
    public IEnumerable<string> CookieValues => Cookies.GetCookies(_address).Select(cookie => cookie.Value);

    public static async Task<ApiClient> CreateSignedIn(DashboardServer server, string name, string password)
    {
        var client = new ApiClient(server.Address);
        using var response = await client.SignIn(name, password);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return client;
    }

    public static Task<ApiClient> CreateAdmin(DashboardServer server) =>
        CreateSignedIn(server, "admin", DashboardServer.AdminPassword);

    public Task<HttpResponseMessage> SignIn(string name, string password, string? code = null) =>
        Http.PostAsJsonAsync("/api/v1/session", new { name, password, code });

    /// <summary>Creates an account and returns its generated password.</summary>
    public async Task<string> CreateAccount(string name, string role, string? city = null)
    {
        using var response = await Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name, title = $"{name} 同志", role, city });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.ReadJson()).GetProperty("password").GetString()!;
    }

    /// <summary>Creates an account, signs it in and changes its password.</summary>
    public async Task<ApiClient> CreateAccountAndSignIn(
        DashboardServer server, string name, string role, string? city = null)
    {
        var password = await CreateAccount(name, role, city);
        var client = await CreateSignedIn(server, name, password);
        using var changed = await client.Http.PutAsJsonAsync(
            "/api/v1/session/password", new { before = password, password = Password });
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        return client;
    }

    /// <summary>
    /// Enables one-time codes for the signed-in account; returns their key and the step already used.
    /// </summary>
    public async Task<(string Key, long Step)> EnableTotp(OffsetTimeProvider clock)
    {
        var key = (await (await Http.PostAsync("/api/v1/session/totp", null)).ReadJson())
            .GetProperty("key").GetString()!;
        // Leaves at least 10 seconds of the code's 30 to send it.
        var step = StepOf(clock);
        if (clock.GetUtcNow() > StartOf(step + 1) - TimeSpan.FromSeconds(10)) step = AdvanceToNextStep(clock, step);
        using var confirmed = await Http.PutAsJsonAsync(
            "/api/v1/session/totp", new { code = Totp.ComputeCode(key, step) });
        Assert.True(confirmed.IsSuccessStatusCode, await confirmed.Content.ReadAsStringAsync());
        return (key, step);
    }

    /// <summary>Advances the clock to the next time step and returns the step.</summary>
    public static long AdvanceToNextStep(OffsetTimeProvider clock, long step)
    {
        clock.AdvanceTo(StartOf(step + 1));
        return StepOf(clock);
    }

    private static long StepOf(OffsetTimeProvider clock) => clock.GetUtcNow().ToUnixTimeSeconds() / 30;

    private static DateTimeOffset StartOf(long step) => DateTimeOffset.FromUnixTimeSeconds(step * 30);

    /// <summary>Creates an API key that may report and returns a client with it.</summary>
    public async Task<ApiClient> CreateApiKeyClient(string[] sources, string[] cities, int perMinute = 600) =>
        new(_address, await CreateApiKey(new { name = "业务系统", sources, cities, perMinute }));

    /// <summary>Creates an API key that may read and returns a client with it.</summary>
    public async Task<ApiClient> CreateReadingKeyClient(string[]? cities = null, params string[] topics) =>
        new(_address, await CreateReadingKey(cities, topics));

    /// <summary>Creates an API key that may read and returns its secret.</summary>
    public Task<string> CreateReadingKey(string[]? cities = null, params string[] topics) => CreateApiKey(
        new { name = "大屏", scopes = (string[])["read"], cities, topics });

    private async Task<string> CreateApiKey(object settings)
    {
        using var response = await Http.PostAsJsonAsync("/api/v1/keys", settings);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.ReadJson()).GetProperty("secret").GetString()!;
    }

    /// <summary>Pairs a screen: one browser shows the code, another enters it.</summary>
    public async Task<(ApiClient Screen, string Id)> PairScreen()
    {
        var screen = new ApiClient(_address);
        var pairing = await (await screen.Http.PostAsync("/api/v1/screens/codes", null)).ReadJson();
        var code = pairing.GetProperty("code").GetString()!;
        using var paired = await Http.PostAsJsonAsync("/api/v1/screens", new { code, name = "大厅", group = "" });
        Assert.True(paired.IsSuccessStatusCode, await paired.Content.ReadAsStringAsync());
        using var claimed = await screen.Http.PostAsJsonAsync(
            $"/api/v1/screens/codes/{code}", new { secret = pairing.GetProperty("secret").GetString() });
        return (screen, (await claimed.ReadJson()).GetProperty("id").GetString()!);
    }

    public async Task<JsonElement> GetSession() => await Http.GetJson("/api/v1/session");

    public void Dispose() => Http.Dispose();
}

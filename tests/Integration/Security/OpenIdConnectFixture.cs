using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A server and its OpenID Connect provider, shared by the tests of a class.</summary>
public sealed partial class OpenIdConnectFixture : IAsyncLifetime
{
    private static readonly HttpClient Browser = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    internal OpenIdConnectServer Provider { get; private set; } = null!;

    internal DashboardHost Server { get; private set; } = null!;

    internal ApiClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await OpenIdConnectServer.Start();
        Server = await DashboardHost.StartPrivate(Provider.Settings);
        Admin = await ApiClient.CreateAdmin(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Creates an auditor with an external name.</summary>
    internal static async Task CreateAccount(
        ApiClient admin, string name, string external, bool isDisabled = false)
    {
        using var created = await admin.Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name, title = name, role = "auditor", external, isDisabled });
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
    }

    /// <summary>Creates an account whose external name is its name, and signs it in.</summary>
    internal async Task<ApiClient> CreateAccountAndSignIn(string name)
    {
        await CreateAccount(Admin, name, name);
        var client = new ApiClient(Server.Address);
        Assert.Equal("/", await SignIn(client, name));
        return client;
    }

    /// <summary>Signs in at the provider and returns the path to which the browser is redirected at last.</summary>
    internal static async Task<string> SignIn(ApiClient client, string user, string query = "") =>
        await Return(client, await AskProvider(client, user, query));

    /// <summary>Starts a sign-in and returns the provider's redirect with the cookies that belong to it.</summary>
    internal static async Task<(Uri Callback, string Cookies)> AskProvider(
        ApiClient client, string user, string query = "")
    {
        using var start = await client.Http.GetAsync($"/api/v1/session/office{query}");
        Assert.Equal(HttpStatusCode.Found, start.StatusCode);
        if (!start.Headers.Location!.IsAbsoluteUri) return (start.Headers.Location, "");
        var cookies = start.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie => Assert.Matches(ProtocolCookie(), cookie));
        using var response = await Browser.GetAsync($"{start.Headers.Location}&user={user}");
        Assert.True(
            response.StatusCode == HttpStatusCode.Found,
            $"{start.Headers.Location}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (response.Headers.Location!, string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
    }

    /// <summary>Follows the provider's redirect and returns the path of the next one.</summary>
    internal static async Task<string> Return(ApiClient client, (Uri Callback, string Cookies) redirect)
    {
        if (!redirect.Callback.IsAbsoluteUri) return redirect.Callback.ToString();
        using var callback = new HttpRequestMessage(HttpMethod.Get, redirect.Callback);
        // Browsers treat loopback as secure and send Secure cookies to it; this client does not. The session cookie is
        // SameSite=Strict, which a redirect from another site does not send.
        callback.Headers.Add("Cookie", redirect.Cookies);
        using var arrived = await client.Http.SendAsync(callback);
        Assert.Equal(HttpStatusCode.Found, arrived.StatusCode);
        return arrived.Headers.Location!.ToString();
    }

    /// <summary>Visits an address of the provider, whose response redirects back.</summary>
    internal static async Task<Uri> Visit(Uri address)
    {
        using var response = await Browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Posts a logout token as the provider does.</summary>
    internal static Task<HttpResponseMessage> PostLogout(HttpClient http, string token) => http.PostAsync(
        "/api/v1/session/office/logout",
        new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token }));

    /// <summary>Returns a time near the present as tokens state it.</summary>
    internal static long Now(int seconds) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

    [GeneratedRegex(@"^__Host-ipm-office(-nonce)?\..*; path=/; secure; samesite=lax; httponly$")]
    private static partial Regex ProtocolCookie();
}

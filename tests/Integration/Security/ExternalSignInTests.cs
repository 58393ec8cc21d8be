using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Sign-in through an external identity provider: OAuth 2.0, authorization code with PKCE.</summary>
public sealed class ExternalSignInTests
{
    [Fact]
    public async Task An_external_user_with_an_account_is_signed_in()
    {
        await using var provider = await IdentityProvider.Start();
        await using var server = await DashboardHost.StartPrivate(provider.Settings);
        using var admin = await ApiClient.CreateAdmin(server);
        using var created = await admin.Http.PostAsJsonAsync(
            "/api/v1/accounts",
            new { name = "zibo", title = "淄博市局", role = "bureau", city = "370300", external = "u-37" });
        // An external account has no password and does not have to change one.
        using var client = new ApiClient(server.Address);
        Assert.Equal("统一身份认证", (await client.GetSession()).GetProperty("office").GetString());
        Assert.Equal("/", await SignInThrough(provider, client, "u-37"));
        var session = await client.GetSession();
        Assert.Equal(
            ("zibo", "bureau", "370300"),
            (session.GetProperty("name").GetString(),
                session.GetProperty("role").GetString(),
                session.GetProperty("city").GetString()));
    }

    [Fact]
    public async Task An_external_user_without_an_account_or_valid_code_is_refused()
    {
        await using var provider = await IdentityProvider.Start();
        await using var server = await DashboardHost.StartPrivate(provider.Settings);
        using var client = new ApiClient(server.Address);
        Assert.Equal("/sign-in?refused=office_unknown", await SignInThrough(provider, client, "stranger"));
        Assert.Equal(
            "/sign-in?refused=office_failed",
            (await client.Http.GetAsync("/api/v1/session/office/callback?code=made-up&state=made-up")).Headers.Location!
                .ToString());
        Assert.False((await client.GetSession()).TryGetProperty("name", out _));
    }

    [Fact]
    public async Task External_sign_in_requires_a_one_time_code_unless_the_provider_does()
    {
        await using var provider = await IdentityProvider.Start();
        await using var server = await DashboardHost.StartPrivate(provider.Settings);
        using var admin = await ApiClient.CreateAdmin(server);
        using var created = await admin.Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name = "lin", title = "林同志", role = "reviewer", external = "u-1" });
        using var client = new ApiClient(server.Address);
        Assert.Equal("/", await SignInThrough(provider, client, "u-1"));
        var (key, step) = await client.EnableTotp(server.Clock);

        using var again = new ApiClient(server.Address);
        Assert.Equal("/sign-in", await SignInThrough(provider, again, "u-1"));
        var session = await again.GetSession();
        Assert.Equal(
            (false, true), (session.TryGetProperty("name", out _), session.GetProperty("owesCode").GetBoolean()));
        Assert.Equal((401, "sign_in_needed"), await (await again.Http.GetAsync("/api/v1/metrics")).ReadProblem());
        Assert.Equal(
            (401, "sign_in_refused"),
            await (await again.Http.PostAsJsonAsync("/api/v1/session/code", new { code = Totp.ComputeCode(key, step) }))
                .ReadProblem());
        using var entered = await again.Http.PostAsJsonAsync(
            "/api/v1/session/code",
            new { code = Totp.ComputeCode(key, ApiClient.AdvanceToNextStep(server.Clock, step)) });
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await again.Http.GetAsync("/api/v1/metrics")).StatusCode);
        Assert.Equal(
            (401, "code_not_owed"),
            await (await again.Http.PostAsJsonAsync("/api/v1/session/code", new { code = "000000" })).ReadProblem());

        await using var multiFactorServer = await DashboardHost.StartPrivate([
            .. provider.Settings, "--Security:ExternalSignIn:IsMultiFactor=true", "--Security:TotpRequirement=Everybody"
        ]);
        using var other = await ApiClient.CreateAdmin(multiFactorServer);
        Assert.Equal("newcomer", (await other.GetSession()).GetProperty("role").GetString());
    }

    // Plays a browser that is redirected to the provider, signs in there and is redirected back.
    internal static async Task<string> SignInThrough(IdentityProvider provider, ApiClient client, string user)
    {
        using var redirect = await client.Http.GetAsync("/api/v1/session/office");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        // Browsers treat loopback as secure and send Secure cookies to it; this client does not.
        using var callback = new HttpRequestMessage(HttpMethod.Get, provider.SignIn(redirect.Headers.Location!, user));
        var cookie = Assert.Single(redirect.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-ipm-office\\..*; path=/; secure; samesite=lax; httponly$", cookie);
        callback.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var arrived = await client.Http.SendAsync(callback);
        return arrived.Headers.Location!.ToString();
    }

    /// <summary>
    /// An identity provider: issues a code, a token for the code and its verifier, and the user for the token.
    /// </summary>
    internal sealed class IdentityProvider : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<string, (string User, string Challenge)> _codes = new();

        private IdentityProvider(WebApplication app, string address) => (_app, Address) = (app, address);

        public string Address { get; }

        public string[] Settings =>
        [
            "--Security:SignInAttemptsPerAddress=1000", "--Security:ExternalSignIn:ClientId=ipmonitor",
            "--Security:ExternalSignIn:ClientSecret=between-servers",
            $"--Security:ExternalSignIn:AuthorizationEndpoint={Address}/authorize",
            $"--Security:ExternalSignIn:TokenEndpoint={Address}/token",
            $"--Security:ExternalSignIn:UserInformationEndpoint={Address}/user",
            "--Security:ExternalSignIn:NameField=id",
        ];

        public static async Task<IdentityProvider> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var address = $"http://127.0.0.1:{TestPort.FindFree()}";
            builder.WebHost.UseUrls(address);
            var provider = new IdentityProvider(builder.Build(), address);
            provider._app.MapPost("/token", async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                var proof = WebEncoders.Base64UrlEncode(
                    SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
                return form["client_secret"] == "between-servers"
                    && provider._codes.TryRemove(form["code"].ToString(), out var code)
                    && code.Challenge == proof
                    ? Results.Json(new { access_token = code.User, token_type = "Bearer" })
                    : Results.BadRequest(new { error = "invalid_grant" });
            });
            provider._app.MapGet("/user", (HttpRequest request) =>
                Results.Json(new { id = request.Headers.Authorization.ToString()["Bearer ".Length..] }));
            await provider._app.StartAsync();
            return provider;
        }

        /// <summary>Returns the redirect of a browser after its user signed in at this address.</summary>
        public Uri SignIn(Uri asked, string user)
        {
            var query = QueryHelpers.ParseQuery(asked.Query);
            Assert.Equal(
                ("ipmonitor", "code", "S256"),
                (query["client_id"].ToString(),
                    query["response_type"].ToString(),
                    query["code_challenge_method"].ToString()));
            var code = Guid.NewGuid().ToString("N");
            _codes[code] = (user, query["code_challenge"].ToString());
            return new(
                QueryHelpers.AddQueryString(
                    query["redirect_uri"].ToString(),
                    new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}

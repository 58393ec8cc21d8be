using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using static IpMonitor.IntegrationTests.Security.OpenIdConnectFixture;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Sign-in through an OpenID Connect provider, which is an OpenIddict server.</summary>
public sealed class OpenIdConnectTests(OpenIdConnectFixture shared) : IClassFixture<OpenIdConnectFixture>, IDisposable
{
    private const string Failed = "/sign-in?refused=office_failed";

    /// <summary>Changes that make an id token invalid.</summary>
    public static TheoryData<string, Action<JsonObject>> InvalidIdTokens => new()
    {
        { "nonce", token => token["nonce"] = "another" },
        { "no nonce", token => token.Remove("nonce") },
        { "issuer", token => token["iss"] = "http://localhost:1/" },
        { "audience", token => token["aud"] = "another-client" },
        { "expired", token => token["exp"] = Now(-600) },
        { "not yet valid", token => token["nbf"] = Now(600) },
        { "no subject", token => token.Remove("sub") },
    };

    /// <summary>Ways to forge a signed id token.</summary>
    public static TheoryData<string, Func<string, string>> ForgedIdTokens => new()
    {
        { "content", token => Replace(token, 1, content => content["sub"] = "admin-at-office") },
        { "no signature", token => Replace(token, 0, header => header["alg"] = "none").Split('.') is var parts
            ? $"{parts[0]}.{parts[1]}." : "" },
    };

    public void Dispose() => (shared.Provider.ChangeIdToken, shared.Provider.ForgeIdToken) = (null, null);

    [Fact]
    public async Task A_user_is_signed_in_by_a_code_that_PKCE_state_and_nonce_protect()
    {
        await CreateAccount(shared.Admin, "zibo", "u-37");
        using var client = new ApiClient(shared.Server.Address);
        using var start = await client.Http.GetAsync("/api/v1/session/office?returnUrl=https://example.org");
        var query = QueryHelpers.ParseQuery(start.Headers.Location!.Query);
        Assert.StartsWith($"{shared.Provider.Issuer}authorize?", start.Headers.Location.ToString());
        Assert.Equal(
            ("code", "S256", "openid profile"),
            (query["response_type"].ToString(),
                query["code_challenge_method"].ToString(),
                query["scope"].ToString()));
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.NotEmpty(query[name].ToString()));
        Assert.All(["prompt", "max_age"], name => Assert.False(query.ContainsKey(name)));

        var redirect = await AskProvider(client, "u-37", "?returnUrl=https://example.org");
        Assert.Equal("/", await Return(client, redirect));
        Assert.Equal("zibo", (await client.GetSession()).GetProperty("name").GetString());

        // A code is used once, and only by the browser that asked for it.
        using var other = new ApiClient(shared.Server.Address);
        Assert.Equal(Failed, await Return(other, redirect));
        Assert.Equal(Failed, await Return(other, ((await AskProvider(client, "u-37")).Callback, redirect.Cookies)));
        Assert.False((await other.GetSession()).TryGetProperty("name", out _));
    }

    [Theory]
    [MemberData(nameof(InvalidIdTokens))]
    public async Task An_invalid_id_token_is_refused(string fault, Action<JsonObject> change)
    {
        shared.Provider.ChangeIdToken = change;
        using var client = new ApiClient(shared.Server.Address);
        Assert.Equal((fault, Failed), (fault, await SignIn(client, "admin-at-office")));
        Assert.False((await client.GetSession()).TryGetProperty("name", out _));
    }

    [Theory]
    [MemberData(nameof(ForgedIdTokens))]
    public async Task A_forged_id_token_is_refused(string fault, Func<string, string> forge)
    {
        shared.Provider.ForgeIdToken = forge;
        using var client = new ApiClient(shared.Server.Address);
        Assert.Equal((fault, Failed), (fault, await SignIn(client, "stranger")));
    }

    [Fact]
    public async Task Clocks_may_differ_by_minutes()
    {
        shared.Provider.ChangeIdToken = token => (token["iat"], token["nbf"]) = (Now(120), Now(120));
        using var ahead = await shared.CreateAccountAndSignIn("clock-ahead");
        shared.Provider.ChangeIdToken = token => (token["iat"], token["nbf"], token["exp"], token["auth_time"]) =
            (Now(-240), Now(-240), Now(-120), Now(-240));
        using var behind = await shared.CreateAccountAndSignIn("clock-behind");
        // The user has just been authenticated, by either clock.
        Assert.Equal(
            (404, "session_unknown"),
            await (await behind.Http.DeleteAsync("/api/v1/session/all/unknown")).ReadProblem());
    }

    [Fact]
    public async Task A_refused_user_is_told_why()
    {
        await CreateAccount(shared.Admin, "left", "u-left", isDisabled: true);
        using var client = new ApiClient(shared.Server.Address);
        Assert.Equal("/sign-in?refused=office_cancelled", await SignIn(client, "nobody"));
        Assert.Equal("/sign-in?refused=office_unknown", await SignIn(client, "stranger"));
        Assert.Equal("/sign-in?refused=office_disabled", await SignIn(client, "u-left"));
        // A response of another provider (RFC 9207).
        var (callback, cookies) = await AskProvider(client, "u-left");
        var mixedUp = callback.ToString().Replace(
            $"iss={Uri.EscapeDataString(shared.Provider.Issuer)}", "iss=http%3A%2F%2Flocalhost%3A1%2F%0Aforged");
        Assert.NotEqual(callback.ToString(), mixedUp);
        Assert.Equal(Failed, await Return(client, (new(mixedUp), cookies)));
        Assert.Contains("(office_failed): The response comes from http://localhost:1/ forged", shared.Server.Output);
    }

    [Fact]
    public async Task A_new_signing_key_of_the_provider_is_fetched()
    {
        await using var provider = await OpenIdConnectServer.Start();
        await using var server = await DashboardHost.StartPrivate(provider.Settings);
        using var admin = await ApiClient.CreateAdmin(server);
        await CreateAccount(admin, "lasting", "lasting");
        using var client = new ApiClient(server.Address);
        Assert.Equal("/", await SignIn(client, "lasting"));
        provider.ReplaceSigningKey();
        Assert.Equal("/", await SignIn(client, "lasting"));
    }

    [Fact]
    public async Task Without_provider_passwords_work_and_its_return_needs_no_restart()
    {
        var port = TestPort.FindFree();
        await using var server = await DashboardHost.StartPrivate([
            .. OpenIdConnectServer.CreateSettings($"http://localhost:{port}"),
            "--Security:ExternalSignIn:NameField=account"
        ]);
        using var admin = await ApiClient.CreateAdmin(server);
        await CreateAccount(admin, "zibo", "u-37@office");
        using var client = new ApiClient(server.Address);
        Assert.Equal("/sign-in?refused=office_unavailable", await SignIn(client, "u-37"));
        Assert.Contains("External sign-in failed (office_unavailable)", server.Output);
        Assert.Equal(
            (503, "office_unavailable"), await (await PostLogout(client.Http, "token")).ReadProblem());

        await using var provider = await OpenIdConnectServer.Start(port);
        // The external name is in the user information only.
        await Eventually.BecomesTrue(async () => await SignIn(client, "u-37") == "/");
        Assert.Equal("zibo", (await client.GetSession()).GetProperty("name").GetString());
        var redirect = await AskProvider(client, "u-37");
        await provider.DisposeAsync();
        Assert.Equal("/sign-in?refused=office_unavailable", await Return(client, redirect));
    }

    [Fact]
    public async Task A_sensitive_action_requires_a_recent_authentication_by_the_provider()
    {
        shared.Provider.ChangeIdToken = token => token["auth_time"] = Now(-3600);
        using var client = await shared.CreateAccountAndSignIn("careful");
        Assert.Equal((403, "proof_needed"), await ActSensitively(client));
        Assert.Equal(
            (422, "proof_by_signing_in"),
            await (await client.Http.PostAsJsonAsync("/api/v1/session/proof", new { })).ReadProblem());

        // A provider that does not ask again does not help.
        Assert.Equal("/sign-in?refused=office_not_reauthenticated", await SignIn(client, "careful", "?again=true"));
        shared.Provider.ChangeIdToken = token => token.Remove("auth_time");
        Assert.Equal("/sign-in?refused=office_not_reauthenticated", await SignIn(client, "careful", "?again=true"));
        Assert.Equal((403, "proof_needed"), await ActSensitively(client));

        shared.Provider.ChangeIdToken = null;
        using var start = await client.Http.GetAsync("/api/v1/session/office?again=true");
        var query = QueryHelpers.ParseQuery(start.Headers.Location!.Query);
        Assert.Equal(("login", "0"), (query["prompt"].ToString(), query["max_age"].ToString()));
        Assert.Equal("/", await SignIn(client, "careful", "?again=true"));
        Assert.Equal((404, "session_unknown"), await ActSensitively(client));
        Assert.Equal(1, (await client.Http.GetJson("/api/v1/session/all")).GetArrayLength());
    }

    private static async Task<(int Status, string? Code)> ActSensitively(ApiClient client) =>
        await (await client.Http.DeleteAsync("/api/v1/session/all/unknown")).ReadProblem();

    private static string Replace(string token, int part, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var content = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[part]))!.AsObject();
        change(content);
        parts[part] = WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(content.ToJsonString()));
        return string.Join('.', parts);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using static IpMonitor.IntegrationTests.Security.OpenIdConnectFixture;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Sign-out here and at the OpenID Connect provider: each ends the session of the other.</summary>
public sealed class OpenIdConnectLogoutTests(OpenIdConnectFixture shared)
    : IClassFixture<OpenIdConnectFixture>, IDisposable
{
    /// <summary>Changes that make a logout token invalid.</summary>
    public static TheoryData<string, Action<JsonObject>> InvalidLogoutTokens => new()
    {
        { "issuer", token => token["iss"] = "http://localhost:1/" },
        { "audience", token => token["aud"] = "another-client" },
        { "expired", token => token["exp"] = Now(-600) },
        { "too old", token => token["iat"] = Now(-1200) },
        { "issued later", token => token["iat"] = Now(1200) },
        { "no time", token => token.Remove("iat") },
        { "no events", token => token.Remove("events") },
        { "other event", token => token["events"] = new JsonObject { ["other"] = new JsonObject() } },
        { "events as text", token => token["events"] = "http://schemas.openid.net/event/backchannel-logout" },
        { "nonce", token => token["nonce"] = "n" },
        { "no id", token => token.Remove("jti") },
        { "neither user nor session", token => token.Remove("sub") },
    };

    public void Dispose() => shared.Provider.ChangeIdToken = null;

    [Fact]
    public async Task Signing_out_leads_to_the_provider_s_end_of_session()
    {
        using var client = await shared.CreateAccountAndSignIn("leaver");
        using var left = await client.Http.DeleteAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        var address = new Uri((await left.ReadJson()).GetProperty("continueAt").GetString()!);
        Assert.Equal(401, (int)(await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        var hint = JsonNode.Parse(WebEncoders.Base64UrlDecode(
            QueryHelpers.ParseQuery(address.Query)["id_token_hint"].ToString().Split('.')[1]))!;
        // The provider verifies the id token before it ends the session and returns.
        Assert.Equal(new Uri(shared.Server.Address, "/sign-in"), await Visit(address));
        Assert.Contains(hint["sid"]!.GetValue<string>(), shared.Provider.EndedSessions);

        // A session by password is not the provider's.
        using var admin = await ApiClient.CreateAdmin(shared.Server);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Http.DeleteAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task A_session_that_the_provider_ends_is_refused_and_its_connection_closed()
    {
        var sessions = new Queue<string>();
        shared.Provider.ChangeIdToken = token =>
        {
            sessions.Enqueue(token["sid"]!.GetValue<string>());
            token["iat"] = Now(-60);
        };
        using var client = await shared.CreateAccountAndSignIn("ended-there");
        await using var live = await MonitorConnection.Connect(shared.Server, client);
        await live.Subscribe("feed");
        using var other = new ApiClient(shared.Server.Address);
        Assert.Equal("/", await SignIn(other, "ended-there"));

        // Of another user, and of no user: nothing ends.
        await EndAtProvider("somebody", sessions.Peek());
        await EndAtProvider(null, "unknown");
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/api/v1/metrics")).StatusCode);

        await EndAtProvider("ended-there", sessions.Peek());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.Http.GetAsync("/api/v1/metrics")).StatusCode);
        await live.Closed.WithinTimeLimit();
        var latest = (await shared.Admin.Http.GetJson("/api/v1/audit")).GetProperty("rows")[0].GetProperty("entry");
        Assert.Equal(
            ("session.end", "ended-there", "office"),
            (latest.GetProperty("action").GetString(),
                latest.GetProperty("subject").GetString(),
                latest.GetProperty("after").GetString()));

        // Without a session id, all sessions of the user end.
        var token = await EndAtProvider("ended-there", null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.Http.GetAsync("/api/v1/metrics")).StatusCode);

        // A repeated token is answered in the same way and ends no later session.
        shared.Provider.ChangeIdToken = null;
        Assert.Equal("/", await SignIn(other, "ended-there"));
        Assert.Equal(HttpStatusCode.OK, (await PostLogout(client.Http, token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.Http.GetAsync("/api/v1/metrics")).StatusCode);
    }

    [Theory]
    [MemberData(nameof(InvalidLogoutTokens))]
    public async Task An_invalid_logout_token_is_refused(string fault, Action<JsonObject> change)
    {
        var token = shared.Provider.CreateLogoutToken("u-1", null, change);
        using var refused = await PostLogout(shared.Server.Http, token);
        Assert.Equal((fault, (400, "logout_token_invalid")), (fault, await refused.ReadProblem()));
        Assert.Equal("invalid_request", (await refused.ReadJson()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_logout_request_without_a_signed_token_is_refused()
    {
        var http = shared.Server.Http;
        var token = shared.Provider.CreateLogoutToken("u-1", null);
        foreach (var text in (string[])["", "made-up", token[..^4] + "AAAA", $"{token[..token.LastIndexOf('.')]}."])
            Assert.Equal((400, "logout_token_invalid"), await (await PostLogout(http, text)).ReadProblem());
        using var json = await http.PostAsync("/api/v1/session/office/logout", new StringContent("{}"));
        Assert.Equal((400, "logout_token_invalid"), await json.ReadProblem());
        // Tokens without expiry follow an older version of the specification.
        using var accepted = await PostLogout(
            http, shared.Provider.CreateLogoutToken("u-1", null, content => content.Remove("exp")));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    private async Task<string> EndAtProvider(string? subject, string? sessionId)
    {
        var token = shared.Provider.CreateLogoutToken(subject, sessionId, content => content["iat"] = Now(-30));
        using var ended = await PostLogout(shared.Server.Http, token);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        return token;
    }
}

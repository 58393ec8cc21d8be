using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Acts of administrators on accounts, API keys and screens, and rules of names and passwords.</summary>
public sealed class AdministratorActTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    [Fact]
    public async Task Without_recent_reauthentication_no_account_key_or_screen_is_changed()
    {
        await Admin.CreateAccount("other", "reviewer");
        using var issued = await Admin.Http.PostAsJsonAsync(
            "/api/v1/keys", new { name = "业务系统", sources = new[] { "s" }, cities = Array.Empty<string>() });
        var acts = Acts((await issued.ReadJson()).GetProperty("key").GetProperty("id").GetString()!);
        var before = await ReadState();
        Server.Clock.AdvanceTo(Server.Clock.GetUtcNow().AddMinutes(6));
        foreach (var (method, path, body) in acts)
            Assert.Equal((path, (403, "proof_needed")), (path, await Refuse(Admin, method, path, body)));
        Assert.Equal(before, await ReadState());

        using var proof = await Admin.Http.PostAsJsonAsync(
            "/api/v1/session/proof", new { password = DashboardServer.AdminPassword });
        Assert.Equal(HttpStatusCode.NoContent, proof.StatusCode);
        foreach (var (method, path, body) in acts)
        {
            using var response = await Send(Admin, method, path, body);
            Assert.True(
                response.IsSuccessStatusCode || (path, response.StatusCode) is ("screens", (HttpStatusCode)422),
                $"{method} {path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task On_the_own_account_an_administrator_is_sent_the_own_way()
    {
        using var chief = await Admin.CreateAccountAndSignIn(Server, "chief", "province");
        await chief.EnableTotp(Server.Clock);
        foreach (var (method, path, body) in ((string, string, object?)[])[
            ("DELETE", "accounts/chief/totp", new { how = "abcd" }), ("POST", "accounts/chief/password", null),
            ("POST", "accounts/CHIEF/password", null), ("POST", "accounts/%20chief/password", null),
            ("DELETE", "accounts/chief/sessions", null),
            ("PUT", "accounts/chief", new { title = "系统管理员", role = "auditor" }),
            ("PUT", "accounts/chief", new { title = "系统管理员", role = "province", isDisabled = true }),
            ("PUT", "accounts/chief", new { title = "系统管理员", role = "province", external = "u-1" })
        ])
            Assert.Equal((path, (403, "own_account")), (path, await Refuse(chief, method, path, body)));
        var own = await chief.GetSession();
        Assert.True(own.GetProperty("hasTotp").GetBoolean());
        Assert.Equal("province", own.GetProperty("role").GetString());
        using var renamed = await Send(chief, "PUT", "accounts/chief", new { title = "省局管理员", role = "province" });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
    }

    [Fact]
    public async Task A_new_password_must_differ_from_the_old_one()
    {
        var first = await Admin.CreateAccount("same", "reviewer");
        using var client = await ApiClient.CreateSignedIn(Server, "same", first);
        Assert.Equal((422, "password_unchanged"), await Change(first, first));
        Assert.Equal("newcomer", (await client.GetSession()).GetProperty("role").GetString());
        using var changed = await client.Http.PutAsJsonAsync(
            "/api/v1/session/password", new { before = first, password = ApiClient.Password });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal((422, "password_unchanged"), await Change(ApiClient.Password, ApiClient.Password));

        async Task<(int, string?)> Change(string before, string password)
        {
            using var response = await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before, password });
            return await response.ReadProblem();
        }
    }

    [Theory]
    [InlineData("program")]
    [InlineData(" Program ")]
    [InlineData("SYSTEM")]
    [InlineData("demo")]
    [InlineData("key-0a1b2c3d")]
    [InlineData("Key_1")]
    [InlineData("\u212Aey-1")]
    [InlineData("pro.gram")]
    [InlineData("first-key")]
    [InlineData("screen")]
    [InlineData("screen-7")]
    [InlineData("root")]
    [InlineData("import")]
    [InlineData("restore")]
    public async Task Names_of_other_actors_are_reserved(string name)
    {
        using var response = await Admin.Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name, title = "甲", role = "auditor" });
        Assert.Equal((422, "account_name_reserved"), await response.ReadProblem());
    }

    [Theory]
    [InlineData("ｐｒｏｇｒａｍ")]
    [InlineData("pro gram")]
    [InlineData("prоgram")]
    public async Task Names_that_only_look_like_a_reserved_one_are_refused(string name)
    {
        using var response = await Admin.Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name, title = "甲", role = "auditor" });
        Assert.Equal((422, "account_name_invalid"), await response.ReadProblem());
    }

    [Theory]
    [InlineData("keynes")]
    [InlineData("programmer")]
    [InlineData("screening")]
    public async Task Names_that_only_begin_like_a_reserved_one_are_allowed(string name) =>
        await Admin.CreateAccount(name, "auditor");

    [Theory]
    [InlineData("Program", "account_name_reserved")]
    [InlineData("key-1", "account_name_reserved")]
    [InlineData("甲\u202E乙", "invisible_character")]
    [InlineData("甲\u200B乙", "invisible_character")]
    public async Task A_key_or_person_cannot_have_the_name_of_another_actor_or_an_unreadable_one(
        string name, string code)
    {
        using var key = await Admin.Http.PostAsJsonAsync(
            "/api/v1/keys", new { name, sources = new[] { "s" }, cities = Array.Empty<string>() });
        Assert.Equal((422, code), await key.ReadProblem());
        if (code != "invisible_character") return;
        using var account = await Admin.Http.PostAsJsonAsync(
            "/api/v1/accounts", new { name = "readable", title = name, role = "auditor" });
        Assert.Equal((422, code), await account.ReadProblem());
        using var source = await Admin.Http.PostAsJsonAsync(
            "/api/v1/keys", new { name = "甲", sources = new[] { name }, cities = Array.Empty<string>() });
        Assert.Equal((422, code), await source.ReadProblem());
    }

    private static (string Method, string Path, object? Body)[] Acts(string key) =>
    [
        ("POST", "accounts", new { name = "third", title = "丙", role = "auditor" }),
        ("PUT", "accounts/other", new { title = "乙", role = "organizer" }),
        ("POST", "accounts/other/password", null),
        ("DELETE", "accounts/other/totp", new { how = "本人持工作证到场" }),
        ("DELETE", "accounts/other/sessions", null),
        ("POST", "keys", new { name = "新", sources = new[] { "n" }, cities = Array.Empty<string>() }),
        ("POST", $"keys/{key}/rotate", null),
        ("DELETE", $"keys/{key}", null),
        ("POST", "screens", new { code = "123456", name = "大厅", group = "" }),
    ];

    private async Task<string> ReadState() =>
        await Admin.Http.GetStringAsync("/api/v1/accounts") + await Admin.Http.GetStringAsync("/api/v1/keys")
        + await Admin.Http.GetStringAsync("/api/v1/audit");

    private static async Task<(int, string?)> Refuse(ApiClient client, string method, string path, object? body)
    {
        using var response = await Send(client, method, path, body);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent
            ? ((int)response.StatusCode, null)
            : await response.ReadProblem();
    }

    private static async Task<HttpResponseMessage> Send(ApiClient client, string method, string path, object? body)
    {
        using var request = new HttpRequestMessage(new(method), $"/api/v1/{path}");
        if (body is not null) request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        return await client.Http.SendAsync(request);
    }
}

using System.Net;
using System.Net.Http.Json;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>One-time codes, reauthentication by password, and known browsers.</summary>
public sealed class ReauthenticationTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    [Fact]
    public async Task With_one_time_codes_a_password_alone_is_refused_and_a_code_works_once()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        using var client = await admin.CreateAccountAndSignIn(server, "careful", "reviewer");
        var (key, step) = await client.EnableTotp(server.Clock);

        using var again = new ApiClient(server.Address);
        Assert.Equal((401, "code_needed"), await (await again.SignIn("careful", ApiClient.Password)).ReadProblem());
        Assert.Equal(
            (401, "sign_in_refused"),
            await (await again.SignIn("careful", ApiClient.Password, Totp.ComputeCode(key, step))).ReadProblem());
        Assert.Equal(
            (401, "code_outdated"),
            await (await again.SignIn("careful", ApiClient.Password, Totp.ComputeCode(key, step + 1))).ReadProblem());
        Assert.Equal(
            HttpStatusCode.OK,
            (await again.SignIn(
                "careful",
                ApiClient.Password,
                Totp.ComputeCode(key, ApiClient.AdvanceToNextStep(server.Clock, step)))).StatusCode);

        await server.Stop();
        foreach (var file in Directory.EnumerateFiles(server.DataFolder))
            Assert.DoesNotContain(key, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
    }

    [Fact]
    public async Task A_TOTP_key_survives_a_restart_and_is_lost_with_its_key_ring()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        using var client = await admin.CreateAccountAndSignIn(server, "kept", "reviewer");
        var (key, step) = await client.EnableTotp(server.Clock);
        await server.Restart();
        using var again = new ApiClient(server.Address);
        Assert.Equal(
            HttpStatusCode.OK,
            (await again.SignIn(
                "kept",
                ApiClient.Password,
                Totp.ComputeCode(key, step = ApiClient.AdvanceToNextStep(server.Clock, step)))).StatusCode);

        await server.Stop();
        Directory.Delete(Path.Combine(server.DataFolder, "keyring"), recursive: true);
        await server.Run();
        Assert.Equal(
            (401, "sign_in_refused"),
            await (await again.SignIn("kept", ApiClient.Password, Totp.ComputeCode(key, step))).ReadProblem());
        Assert.Contains("Security:KeyRingDirectory", server.Output);
    }

    [Fact]
    public async Task Changing_sign_in_methods_requires_recent_reauthentication()
    {
        await using var server = await DashboardHost.StartPrivate(
            "--Accounts:ReauthenticationLifetime=00:00:04", "--Security:SignInAttemptsPerAddress=1000");
        using var admin = await ApiClient.CreateAdmin(server);
        using var client = await admin.CreateAccountAndSignIn(server, "left-open", "auditor");
        using var elsewhere = await ApiClient.CreateSignedIn(server, "left-open", ApiClient.Password);
        var session = (await elsewhere.GetSession()).GetProperty("session").GetString();
        // No session has this name, so none is ended.
        await Eventually.BecomesTrue(
            async () => (int)(await client.Http.DeleteAsync("/api/v1/session/all/none")).StatusCode == 403);
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Post, "totp"), (HttpMethod.Delete, "totp"), (HttpMethod.Delete, $"all/{session}")
        ])
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/session/{path}");
            Assert.Equal((403, "proof_needed"), await (await client.Http.SendAsync(request)).ReadProblem());
        }
        Assert.Equal(
            (422, "password_wrong"),
            await (await client.Http.PostAsJsonAsync("/api/v1/session/proof", new { password = "a guess" }))
                .ReadProblem());
        // A correct password uses no attempt, and the browser stays known.
        for (var i = 0; i < 6; i++)
            Assert.Equal(
                HttpStatusCode.NoContent,
                (await client.Http.PostAsJsonAsync(
                    "/api/v1/session/proof", new { password = ApiClient.Password })).StatusCode);
        Assert.Equal(
            HttpStatusCode.NoContent, (await client.Http.DeleteAsync($"/api/v1/session/all/{session}")).StatusCode);
        Assert.Equal(401, (int)(await elsewhere.Http.GetAsync("/api/v1/metrics")).StatusCode);
        using var anonymous = new ApiClient(server.Address);
        for (var i = 0; i < 6; i++)
            Assert.Equal(401, (int)(await anonymous.SignIn("left-open", $"guess {i}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.SignIn("left-open", ApiClient.Password)).StatusCode);
    }

    [Fact]
    public async Task Guessing_does_not_lock_out_a_known_browser_with_its_own_attempt_limit()
    {
        using var known = await Admin.CreateAccountAndSignIn(Server, "famous", "reviewer");
        using var anonymous = new ApiClient(Server.Address);
        for (var i = 0; i < 6; i++) Assert.Equal(401, (int)(await anonymous.SignIn("famous", $"guess {i}")).StatusCode);
        Assert.Equal(
            (401, "sign_in_refused"), await (await anonymous.SignIn("famous", ApiClient.Password)).ReadProblem());
        Assert.Equal(HttpStatusCode.OK, (await known.SignIn("famous", ApiClient.Password)).StatusCode);

        for (var i = 0; i < 6; i++) Assert.Equal(401, (int)(await anonymous.SignIn("famous", $"guess {i}")).StatusCode);
        for (var i = 0; i < 5; i++) Assert.Equal(401, (int)(await known.SignIn("famous", $"guess {i}")).StatusCode);
        Assert.Equal((401, "sign_in_refused"), await (await known.SignIn("famous", ApiClient.Password)).ReadProblem());
    }

    [Fact]
    public async Task A_browser_is_known_per_account()
    {
        using var first = await Admin.CreateAccountAndSignIn(Server, "first", "reviewer");
        using var _ = await Admin.CreateAccountAndSignIn(Server, "second", "reviewer");
        using var anonymous = new ApiClient(Server.Address);
        for (var i = 0; i < 6; i++) Assert.Equal(401, (int)(await anonymous.SignIn("second", $"guess {i}")).StatusCode);
        Assert.Equal((401, "sign_in_refused"), await (await first.SignIn("second", ApiClient.Password)).ReadProblem());
        Assert.Equal(HttpStatusCode.OK, (await first.SignIn("first", ApiClient.Password)).StatusCode);
    }

    [Fact]
    public async Task Removing_another_account_s_codes_requires_a_stated_identity_check()
    {
        using var client = await Admin.CreateAccountAndSignIn(Server, "lost", "reviewer");
        await client.EnableTotp(Server.Clock);
        Assert.Equal((422, "proof_missing"), await (await EndCodes("  ")).ReadProblem());
        Assert.Equal(HttpStatusCode.NoContent, (await EndCodes("本人持工作证到场")).StatusCode);
        Assert.Contains("本人持工作证到场", await Admin.Http.GetStringAsync("/api/v1/audit"));
        using var again = new ApiClient(Server.Address);
        Assert.Equal(HttpStatusCode.OK, (await again.SignIn("lost", ApiClient.Password)).StatusCode);

        async Task<HttpResponseMessage> EndCodes(string how)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Delete, "/api/v1/accounts/lost/totp")
            { Content = JsonContent.Create(new { how }) };
            return await Admin.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task If_codes_are_required_an_account_without_them_must_set_them_up_first()
    {
        await using var strict = await DashboardHost.StartPrivate("--Security:TotpRequirement=Everybody");
        using var client = await ApiClient.CreateAdmin(strict);
        var session = await client.GetSession();
        Assert.Equal(
            ("newcomer", true, false),
            (session.GetProperty("role").GetString(),
                session.GetProperty("needsCodes").GetBoolean(),
                session.GetProperty("mustChange").GetBoolean()));
        Assert.Equal((403, "not_allowed"), await (await client.Http.GetAsync("/api/v1/metrics")).ReadProblem());
        await client.EnableTotp(strict.Clock);
        Assert.Equal("province", (await client.GetSession()).GetProperty("role").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/api/v1/accounts")).StatusCode);
    }
}

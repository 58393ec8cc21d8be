using System.Net;
using System.Net.Http.Json;
using System.Text;
using IpMonitor.Grains.Audit;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.IntegrationTests.Submissions;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Requests;

/// <summary>Actions that change nothing leave no row in the audit log, whose pages are limited in size.</summary>
public sealed class UnchangedActTests : SubmissionServerTests
{
    [Fact]
    public async Task An_act_that_changes_nothing_says_so_and_is_not_audited()
    {
        var (screen, id) = await Admin.PairScreen();
        using var _ = screen;
        var draft = new { id = "s", title = "四月", rows = new[] { Row("370100", 5) } };
        object account = new { title = "审核", role = "reviewer" };
        var playlist = new
        {
            version = 1,
            name = "大厅",
            group = "",
            language = "zh-CN",
            safeArea = 2,
            scenes = new[] { new { id = "a", kind = "feed", seconds = 30 } },
        };
        await ExpectUnchanged(
            Clerk, "POST", "/api/v1/imports?form=events", "市,指标,数值,日期,说明\n淄博市,走访企业,12,2025-04-20,\n");
        await ExpectUnchanged(Clerk, "POST", "/api/v1/submissions", draft);
        await ExpectUnchanged(Clerk, "POST", "/api/v1/submissions/s/submit", new { version = 2 });
        await ExpectUnchanged(Reviewer, "POST", "/api/v1/submissions/s/return", new { version = 3, reason = "单位" });
        await ExpectUnchanged(Clerk, "POST", "/api/v1/submissions/s/undo", new { version = 4, reason = "重做" });
        await ExpectUnchanged(Admin.Http, "DELETE", "/api/v1/accounts/reviewer/sessions", null);
        await ExpectUnchanged(Admin.Http, "PUT", "/api/v1/accounts/reviewer", account);
        await ExpectUnchanged(Admin.Http, "PUT", $"/api/v1/screens/{id}", playlist, playlist with { version = 2 });
        await ExpectUnchanged(
            Admin.Http, "POST", "/api/v1/screens/orders",
            new { screens = new[] { id }, order = new { kind = "pause" } });
        var cities = await (await Admin.Http.GetAsync("/api/v1/reference/campaigns.json")).Content.ReadAsStringAsync();
        await ExpectUnchanged(Admin.Http, "PUT", "/api/v1/reference/campaigns.json", cities + " ");
        // Commits of events come after the version.
        using var reporter = new ApiClient(Server.Address, DashboardServer.Key);
        using var reported = await reporter.Http.PostEvents(
            new { id = "u", source = "s", city = "370300", metric = "pledge.count", value = 1, date = "2025-01-02" });
        Assert.Equal(HttpStatusCode.OK, reported.StatusCode);
        var afterEvents = await CountRows();
        Assert.True(await Send(Admin.Http, "PUT", "/api/v1/reference/campaigns.json", cities + " "));
        Assert.Equal(afterEvents, await CountRows());
        var before = await CountRows();
        foreach (var (method, path) in (IEnumerable<(string, string)>)
            [("DELETE", "/api/v1/accounts/clerk/totp"), ("DELETE", "/api/v1/session/totp")])
            await Send(Admin.Http, method, path, new { how = "见了本人" });
        Assert.Equal(before, await CountRows());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_page_of_the_audit_log_is_limited_in_size(string kind)
    {
        using var store = await TestStore.Create(kind);
        using var database = store.Open();
        var audit = new SqlAuditStore(database);
        AuditRow? last = null;
        for (var i = 0; i < 10; i++)
        {
            last = AuditRow.CreateNext(
                last, DateTimeOffset.UnixEpoch, new("w", "r", "f", "a", "s", After: new string('x', 100_000)));
            Assert.True(await audit.Append(last));
        }
        Assert.Equal([10, 9], (await audit.GetPage(long.MaxValue, 100)).Select(row => row.Number));
        Assert.Equal([8, 7], (await audit.GetPage(9, 100)).Select(row => row.Number));
    }

    private async Task ExpectUnchanged(
        HttpClient client, string method, string path, object? body, object? again = null)
    {
        Assert.False(await Send(client, method, path, body), path);
        var before = await CountRows();
        Assert.True(await Send(client, method, path, again ?? body), path);
        Assert.Equal((path, before), (path, await CountRows()));
    }

    private static async Task<bool> Send(HttpClient client, string method, string path, object? body)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "text/plain")
            : body is null ? null
            : JsonContent.Create(body);
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return response.Headers.TryGetValues("Unchanged", out var values) && values.Single() == "true";
    }

    private async Task<long> CountRows() =>
        (await Admin.Http.GetJson("/api/v1/audit")).GetProperty("rows")[0].GetProperty("number").GetInt64();
}

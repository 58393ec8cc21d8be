using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Tests.Doors;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Submissions;

/// <summary>Submissions over REST, of a real server with a clerk and a reviewer.</summary>
public sealed class SubmissionRoutesTests : IAsyncLifetime
{
    private DashboardProcess _server = null!;
    private Desk _admin = null!;
    private Desk _clerk = null!;
    private Desk _reviewer = null!;

    private HttpClient Clerk => _clerk.Http;

    private HttpClient Reviewer => _reviewer.Http;

    public async ValueTask InitializeAsync()
    {
        _server = await DashboardProcess.Start(new ServerOptions { IsPublic = false });
        _admin = await Desk.Admin(_server);
        _clerk = await _admin.Settle(_server, "clerk", "province");
        _reviewer = await _admin.Settle(_server, "reviewer", "reviewer");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var desk in (Desk[])[_admin, _clerk, _reviewer]) desk.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Rows_typed_in_count_once_another_published_them_also_after_a_kill_and_every_act_is_in_the_trail()
    {
        await Done(Clerk, "", new { id = "april", title = "四月质押", rows = new[] { Row("370100", 5), Row("370300", 7) } });
        Assert.Equal("submitted", (await Done(Clerk, "/april/submit")).GetProperty("state").GetString());
        Assert.Equal((403, "four_eyes"), await Refused(Clerk, "/april/publish"));
        Assert.Equal(0, (await Clerk.Get("/api/v1/rankings/pledge.count?period=2025")).GetProperty("rows").GetArrayLength());

        var row = (await Reviewer.Get("/api/v1/submissions/april/rows?part=0")).GetProperty("rows")[1];
        Assert.Equal(("april-2", "desk", "7"), (row.GetProperty("draft").GetProperty("id").GetString(), row.GetProperty("draft").GetProperty("source").GetString(), row.GetProperty("draft").GetProperty("value").GetString()));
        using (var bare = await Reviewer.PostAsync("/api/v1/submissions/april/publish", null)) Assert.Equal(200, (int)bare.StatusCode);
        await _server.KillAndStartAgain();
        Assert.Equal(2, (await Until("april", "published")).GetProperty("accepted").GetInt32());
        Assert.Equal(["370300", "370100"], (await Clerk.Get("/api/v1/rankings/pledge.count?period=2025")).GetProperty("rows").EnumerateArray().Select(city => city.GetProperty("city").GetString()));

        await Done(Clerk, "", new { id = "fix", title = "更正", rows = new[] { new { city = "370300", metric = "pledge.count", op = "replace", value = 1, date = "2025-04-01", note = "多报", target = new { source = "desk", id = "april-2" } } } });
        Assert.Equal(("correction", 7), ((await Clerk.Get("/api/v1/submissions/fix")).GetProperty("about").GetProperty("kind").GetString(), (await Clerk.Get("/api/v1/submissions/fix/rows")).GetProperty("rows")[0].GetProperty("before").GetInt32()));
        await Done(Clerk, "/fix/submit");
        await Done(Reviewer, "/fix/publish");
        await Until("fix", "published");
        var history = await Clerk.Get("/api/v1/events/history?source=desk&id=april-2");
        Assert.Equal([(7, "replaced"), (1, null)], history.EnumerateArray().Select(one => (one.GetProperty("value").GetInt32(), one.TryGetProperty("state", out var state) ? state.GetString() : null)));

        Assert.Equal((422, "reason_missing"), await Refused(_admin.Http, "/april/undo"));
        await Done(_admin.Http, "/april/undo", new { reason = "整批报错" });
        Assert.Equal(1, (await Until("april", "undone")).GetProperty("withdrawn").GetInt32());
        await _server.Kill();
        var trail = await _server.Store("export", Path.Combine(_server.Data, "trail.ndjson")) + await File.ReadAllTextAsync(Path.Combine(_server.Data, "trail.ndjson"));
        foreach (var action in new[] { "make", "submit", "publish", "undo" }) Assert.Contains($"submission.{action}", trail);
    }

    [Fact]
    public async Task What_goes_back_says_why_and_may_be_typed_anew()
    {
        await Done(Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 5) } });
        Assert.DoesNotContain("\"s\"", (await Reviewer.Get("/api/v1/submissions")).GetRawText());
        await Done(Clerk, "/s/submit");
        Assert.Equal((422, "reason_missing"), await Refused(Reviewer, "/s/return", new { reason = "" }));
        await Done(Reviewer, "/s/return", new { reason = "单位应为件" });
        Assert.Equal((409, "submission_state"), await Refused(Reviewer, "/s/publish"));
        Assert.Equal("单位应为件", (await Clerk.Get("/api/v1/submissions?state=returned")).GetProperty("submissions")[0].GetProperty("steps")[2].GetProperty("reason").GetString());
        await Done(Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 6) } });
        Assert.Equal("submitted", (await Done(Clerk, "/s/submit")).GetProperty("state").GetString());
        Assert.Equal((422, "rows_differ"), await Refused(Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 6), Row("370100", 7) } }));
        Assert.Equal((409, "id_reused"), await Refused(_admin.Http, "", new { id = "s", title = "别的", rows = new[] { Row("370100", 6) } }));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_row_and_remedy()
    {
        using var answer = await Clerk.PostAsJsonAsync("/api/v1/submissions", new { title = "四月", rows = new object[] { Row("370100", 5), Row("999999", 5), new { city = "370100", metric = "pledge.count", value = "5", date = "2025-04-01" } } });
        var problem = await answer.Json();
        Assert.Equal((422, "rows_invalid"), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal([(2, "city_unknown"), (3, "field_type")], problem.GetProperty("rejected").EnumerateArray().Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString())));
        Assert.Equal((422, "rows_invalid"), await Refused(Clerk, "", new { title = "四月", rows = Array.Empty<object>() }));
        Assert.Equal((422, "title_invalid"), await Refused(Clerk, "", new { rows = new[] { Row("370100", 5) } }));
        Assert.Equal((404, "submission_unknown"), await Refused(Clerk, "/none/submit"));
        using var nobody = new HttpClient { BaseAddress = _server.Address };
        Assert.Equal((401, "sign_in_needed"), await Refused(nobody, "/s/submit"));
        using var asked = await nobody.GetAsync("/api/v1/submissions");
        Assert.Equal(401, (int)asked.StatusCode);
    }

    [Fact]
    public async Task A_bureau_types_in_rows_of_its_own_city_under_the_desks_source_alone()
    {
        using var zibo = await _admin.Settle(_server, "zibo", "bureau", "370300");
        Assert.Equal((422, "rows_invalid"), await Refused(zibo.Http, "", new { title = "四月", rows = new[] { Row("370100", 5) } }));
        using var answer = await zibo.Http.PostAsJsonAsync("/api/v1/submissions", new { title = "四月", rows = new[] { new { source = "jinan-system", city = "370300", metric = "pledge.count", value = 5, date = "2025-04-01" } } });
        Assert.Equal("source_not_yours", (await answer.Json()).GetProperty("rejected")[0].GetProperty("code").GetString());
        Assert.Equal("draft", (await Done(zibo.Http, "", new { id = "z", title = "四月", rows = new[] { Row("370300", 5) } })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Who_has_not_reported_is_told_city_by_city_with_the_day_it_was_due()
    {
        for (var month = 1; month <= 3; month++)
            foreach (var city in new[] { "370100", "370300" }) await Report($"{city}-{month}", city, $"2025-0{month}-10");
        await Report("370100-4", "370100", "2025-04-10");
        var april = await Clerk.Get("/api/v1/reporting?period=2025-04");
        Assert.Equal(("2025-04", "2025-05-10"), (april.GetProperty("period").GetString(), april.GetProperty("due").GetString()));
        var missing = Assert.Single(april.GetProperty("cities").EnumerateArray());
        Assert.Equal(("370300", "pledge.count", "2025-03-10"), (missing.GetProperty("city").GetString(), missing.GetProperty("metrics")[0].GetProperty("metric").GetString(), missing.GetProperty("metrics")[0].GetProperty("lastDay").GetString()));
        Assert.Equal(0, (await Clerk.Get("/api/v1/reporting?period=2025-03")).GetProperty("cities").GetArrayLength());
        using var year = await Clerk.GetAsync("/api/v1/reporting?period=2025");
        Assert.Equal((400, "period_not_month"), await year.Problem());
    }

    private async Task Report(string id, string city, string date)
    {
        using var machine = new Desk(_server.Address, DashboardServer.Key);
        using var answer = await machine.Http.PostEvents(new { id, source = "test", city, metric = "pledge.count", value = 1, date });
        answer.EnsureSuccessStatusCode();
    }

    private static object Row(string city, int value) => new { city, metric = "pledge.count", value, date = "2025-04-01" };

    private async Task<JsonElement> Until(string id, string state)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(40); ; await Task.Delay(50))
        {
            var submission = await Clerk.Get($"/api/v1/submissions/{id}");
            if (submission.GetProperty("state").GetString() == state) return submission;
            if (DateTime.UtcNow > deadline) Assert.Fail($"It is not {state}: {submission}");
        }
    }

    private static async Task<JsonElement> Done(HttpClient who, string path, object? body = null)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/submissions{path}", body ?? new { });
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Json();
    }

    private static async Task<(int, string?)> Refused(HttpClient who, string path, object? body = null)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/submissions{path}", body ?? new { });
        return await answer.Problem();
    }
}

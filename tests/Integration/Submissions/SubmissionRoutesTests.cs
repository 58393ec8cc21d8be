using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Submissions over REST.</summary>
public sealed class SubmissionRoutesTests : SubmissionServerTests
{
    [Fact]
    public async Task A_returned_submission_has_a_reason_and_may_be_edited()
    {
        await PostAccepted(Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 5) } });
        Assert.DoesNotContain("\"s\"", (await Reviewer.GetJson("/api/v1/submissions")).GetRawText());
        await PostAccepted(Clerk, "/s/submit");
        Assert.Equal((422, "reason_missing"), await PostRefused(Reviewer, "/s/return", new { reason = "" }));
        await PostAccepted(Reviewer, "/s/return", new { reason = "单位应为件" });
        Assert.Equal((409, "submission_state"), await PostRefused(Reviewer, "/s/publish"));
        Assert.Equal(
            "单位应为件",
            (await Clerk.GetJson("/api/v1/submissions?state=returned"))
                .GetProperty("submissions")[0]
                .GetProperty("steps")[2]
                .GetProperty("reason")
                .GetString());
        await PostAccepted(Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 6) } });
        Assert.Equal("submitted", (await PostAccepted(Clerk, "/s/submit")).GetProperty("state").GetString());
        Assert.Equal(
            (422, "rows_differ"),
            await PostRefused(
                Clerk, "", new { id = "s", title = "四月", rows = new[] { Row("370100", 6), Row("370100", 7) } }));
        Assert.Equal(
            (409, "id_reused"),
            await PostRefused(Admin.Http, "", new { id = "s", title = "别的", rows = new[] { Row("370100", 6) } }));
    }

    [Fact]
    public async Task Invalid_rows_are_refused_with_row_number_and_remedy()
    {
        using var refusal = await Clerk.PostAsJsonAsync(
            "/api/v1/submissions",
            new
            {
                title = "四月",
                rows = new object[]
                {
                    Row("370100", 5),
                    Row("999999", 5),
                    new { city = "370100", metric = "pledge.count", value = "5", date = "2025-04-01" },
                },
            });
        var problem = await refusal.ReadJson();
        Assert.Equal((422, "rows_invalid"), ((int)refusal.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal(
            [(2, "city_unknown"), (3, "field_type")],
            problem.GetProperty("rejected")
                .EnumerateArray()
                .Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString())));
        Assert.Equal(
            (422, "rows_invalid"), await PostRefused(Clerk, "", new { title = "四月", rows = Array.Empty<object>() }));
        Assert.Equal((422, "title_invalid"), await PostRefused(Clerk, "", new { rows = new[] { Row("370100", 5) } }));
        Assert.Equal((404, "submission_unknown"), await PostRefused(Clerk, "/none/submit"));
        using var anonymous = new HttpClient { BaseAddress = Server.Address };
        Assert.Equal((401, "sign_in_needed"), await PostRefused(anonymous, "/s/submit"));
        using var response = await anonymous.GetAsync("/api/v1/submissions");
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_bureau_enters_rows_of_its_own_city_under_the_desk_source_only()
    {
        using var zibo = await Admin.CreateAccountAndSignIn(Server, "zibo", "bureau", "370300");
        Assert.Equal(
            (422, "rows_invalid"),
            await PostRefused(zibo.Http, "", new { title = "四月", rows = new[] { Row("370100", 5) } }));
        using var response = await zibo.Http.PostAsJsonAsync(
            "/api/v1/submissions",
            new
            {
                title = "四月",
                rows = new[]
                {
                    new
                    {
                        source = "jinan-system",
                        city = "370300",
                        metric = "pledge.count",
                        value = 5,
                        date = "2025-04-01",
                    },
                },
            });
        Assert.Equal(
            "source_not_yours", (await response.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());
        Assert.Equal(
            "draft",
            (await PostAccepted(zibo.Http, "", new { id = "z", title = "四月", rows = new[] { Row("370300", 5) } }))
                .GetProperty("state").GetString());
    }

    [Fact]
    public async Task Missing_reports_are_listed_per_city_with_their_due_date()
    {
        for (var month = 1; month <= 3; month++)
            foreach (var city in new[] { "370100", "370300" })
                await Report($"{city}-{month}", city, $"2025-0{month}-10");
        await Report("370100-4", "370100", "2025-04-10");
        var april = await Clerk.GetJson("/api/v1/reporting?period=2025-04");
        Assert.Equal(
            ("2025-04", "2025-05-10"), (april.GetProperty("period").GetString(), april.GetProperty("due").GetString()));
        var missing = Assert.Single(april.GetProperty("cities").EnumerateArray());
        Assert.Equal(
            ("370300", "pledge.count", "2025-03-10"),
            (missing.GetProperty("city").GetString(),
                missing.GetProperty("metrics")[0].GetProperty("metric").GetString(),
                missing.GetProperty("metrics")[0].GetProperty("lastDay").GetString()));
        Assert.Equal(
            0, (await Clerk.GetJson("/api/v1/reporting?period=2025-03")).GetProperty("cities").GetArrayLength());
        using var year = await Clerk.GetAsync("/api/v1/reporting?period=2025");
        Assert.Equal((400, "period_not_month"), await year.ReadProblem());
    }

    private async Task Report(string id, string city, string date)
    {
        using var keyClient = new ApiClient(Server.Address, DashboardServer.Key);
        using var response = await keyClient.Http.PostEvents(
            new { id, source = "test", city, metric = "pledge.count", value = 1, date });
        response.EnsureSuccessStatusCode();
    }
}

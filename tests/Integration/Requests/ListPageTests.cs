using IpMonitor.Dashboard.Http;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Http;
using IpMonitor.IntegrationTests.Submissions;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.IntegrationTests.Requests;

/// <summary>Pages of lists, and the quota of open submissions.</summary>
public sealed class ListPageTests : SubmissionServerTests
{
    // Lists whose length is that of the catalogue or of a period.
    private static readonly string[] FixedLists =
    [
        "/api/v1/cities", "/api/v1/cities/{code}", "/api/v1/cities/{code}/course", "/api/v1/cities/{code}/reporting",
        "/api/v1/cities/{code}/targets/{metric}", "/api/v1/cities/{code}/units", "/api/v1/about", "/api/v1/metrics",
        "/api/v1/province", "/api/v1/rankings/{metric}", "/api/v1/rankings/{metric}/explanations",
        "/api/v1/rankings/{metric}/history", "/api/v1/rankings/{metric}/points", "/api/v1/rankings/{metric}/trend",
        "/api/v1/reference", "/api/v1/reporting", "/api/v1/units", "/api/v1/units/{code}", "/api/v1/figures/{metric}",
        // A chain of corrections of one event, the parts of a submission, the latest events of a campaign, the
        // playlist of a screen, the page groups of the caller.
        "/api/v1/events/history", "/api/v1/submissions/{id}/rows", "/api/v1/submissions/{id}",
        "/api/v1/campaigns/{id}", "/api/v1/screens/{id}", "/api/v1/session",
    ];

    [Fact]
    public void Every_list_that_can_grow_has_a_cursor()
    {
        var document = new WireDocument();
        var lists = document.Lists.Select(list => list.Path).ToList();
        Assert.Contains("/api/v1/accounts", lists);
        Assert.Empty(document.Lists.Where(list => !list.HasCursor).Select(list => list.Path).Except(FixedLists));
    }

    [Fact]
    public void Pages_continue_after_the_last_row_and_a_cursor_is_checked()
    {
        var context = new DefaultHttpContext { Request = { Path = "/list", QueryString = new("?state=a&cursor=b") } };
        var names = Enumerable.Range(0, 2 * ListPage.Size + 1).Select(i => $"{i:D4}").Reverse().ToList();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var (rows, next, problem) = ListPage.Take(names, name => name, cursor);
            Assert.Null(problem);
            Assert.InRange(rows.Count, 1, ListPage.Size);
            seen.AddRange(rows);
            // A row that is removed meanwhile changes no other page.
            names.Remove(rows[^1]);
            cursor = next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 2 * ListPage.Size + 1).Select(i => $"{i:D4}"), seen);
        ListPage.SetNext(context, "c");
        Assert.Equal("</list?state=a&cursor=c>; rel=\"next\"", context.Response.Headers.Link.ToString());
        Assert.NotNull(ListPage.Take(names, name => name, "not a cursor!").Problem);
    }

    [Fact]
    public async Task A_bureau_has_a_quota_and_its_flood_hides_no_other_city()
    {
        using var zibo = await Admin.CreateAccountAndSignIn(Server, "zibo", "bureau", "370300");
        using var jinan = await Admin.CreateAccountAndSignIn(Server, "jinan", "bureau", "370100");
        for (var i = 0; i < 3; i++) await PostAccepted(zibo.Http, "", Draft($"z{i}", "370300"));
        Assert.Equal((422, "submissions_open"), await PostRefused(zibo.Http, "", Draft("z3", "370300")));
        // A draft that exists is still edited, and one that is undone makes room.
        await PostAccepted(zibo.Http, "", Draft("z0", "370300", 7));
        await PostAccepted(zibo.Http, "/z0/undo", new { reason = "重做" });
        await PostAccepted(zibo.Http, "", Draft("z3", "370300"));
        await PostAccepted(jinan.Http, "", Draft("j", "370100"));
        await PostAccepted(jinan.Http, "/j/submit");
        for (var i = 0; i < 5; i++) await PostAccepted(Clerk, "", Draft($"c{i}", "370300"));
        var listed = await Reviewer.GetJson("/api/v1/submissions?city=370100");
        Assert.Equal(
            "j",
            Assert.Single(listed.GetProperty("submissions").EnumerateArray())
                .GetProperty("about").GetProperty("id").GetString());
        using var wrong = await Reviewer.GetAsync("/api/v1/submissions?cursor=%21");
        Assert.Equal((400, "cursor_invalid"), await wrong.ReadProblem());
        foreach (var path in (string[])["accounts", "keys", "session/all", "accounts/clerk/sessions", "screens",
            "campaigns", "reference/cities.csv/versions", "cities/370100/corrections"])
        {
            using var refused = await Admin.Http.GetAsync($"/api/v1/{path}?cursor=%21");
            Assert.Equal((path, (400, "cursor_invalid")), (path, await refused.ReadProblem()));
        }
    }

    private protected override async Task<DashboardServer> Start() =>
        await DashboardHost.StartPrivate("--Review:MaxOpenPerBureau=3");

    private static object Draft(string id, string city, int value = 5) =>
        new { id, title = "四月", rows = new[] { Row(city, value) } };
}

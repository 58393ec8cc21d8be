using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Actions on a submission apply to the version that the user has read.</summary>
public sealed class SubmissionVersionTests : SubmissionServerTests
{
    [Fact]
    public async Task A_reviewer_publishes_only_the_version_that_was_read()
    {
        await Make("s", 3);
        await PostAccepted(Clerk, "/s/submit");
        var rows = await Reviewer.GetJson("/api/v1/submissions/s/rows");
        var read = rows.GetProperty("version").GetInt32();
        // The maker takes the submission back through the reviewer's return, changes the value and submits again.
        await PostAccepted(Admin.Http, "/s/return", new { reason = "请改" });
        await Make("s", 99_999);
        await PostAccepted(Clerk, "/s/submit");

        foreach (var action in (string[])["publish", "return", "undo"])
        {
            var sender = action == "undo" ? Admin.Http : Reviewer;
            using var refused = await Post(sender, $"/s/{action}", new { version = read, reason = "看过" });
            var problem = await refused.ReadJson();
            Assert.Equal((409, "submission_changed"), await refused.ReadProblem());
            Assert.Equal("submitted", problem.GetProperty("state").GetString());
            Assert.True(problem.GetProperty("rowsChanged").GetBoolean());
            Assert.Equal(
                ["returned", "submitted"],
                problem.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
            Assert.True(problem.GetProperty("version").GetInt32() > read);
        }
        Assert.Equal("submitted", (await Clerk.GetJson("/api/v1/submissions/s")).GetProperty("state").GetString());

        var latest = (await Reviewer.GetJson("/api/v1/submissions/s/rows")).GetProperty("version").GetInt32();
        using var published = await Post(Reviewer, "/s/publish", new { version = latest });
        Assert.True(published.IsSuccessStatusCode);
        await WaitForState("s", "published");
        // A repeated request, whose first response was lost, changes nothing and succeeds.
        using var repeated = await Post(Reviewer, "/s/publish", new { version = latest });
        Assert.True(repeated.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_action_without_the_version_that_was_read_is_refused()
    {
        await Make("s", 3);
        foreach (var action in (string[])["submit", "publish", "return", "undo"])
        {
            using var refused = await Post(Admin.Http, $"/s/{action}", new { reason = "看过" });
            Assert.Equal((action, (404, "submission_unknown")), (action, await refused.ReadProblem()));
            using var own = await Post(Clerk, $"/s/{action}", new { reason = "看过" });
            Assert.Equal((action, (422, "version_missing")), (action, await own.ReadProblem()));
            using var empty = await Clerk.PostAsync(new Uri($"/api/v1/submissions/s/{action}", UriKind.Relative), null);
            Assert.Equal((action, (422, "version_missing")), (action, await empty.ReadProblem()));
        }
    }

    [Fact]
    public async Task A_maker_submits_only_the_draft_that_was_read()
    {
        var first = await Make("s", 3);
        var second = await Make("s", 4);
        Assert.True(second > first);
        using var refused = await Post(Clerk, "/s/submit", new { version = first });
        Assert.Equal((409, "submission_changed"), await refused.ReadProblem());
        using var submitted = await Post(Clerk, "/s/submit", new { version = second });
        Assert.True(submitted.IsSuccessStatusCode);
    }

    private async Task<int> Make(string id, int value) =>
        (await PostAccepted(Clerk, "", new { id, title = "四月", rows = new[] { Row("370100", value) } }))
            .GetProperty("version").GetInt32();
}

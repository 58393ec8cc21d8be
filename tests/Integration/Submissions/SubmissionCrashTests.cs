using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Publishing completes after a kill of the process.</summary>
public sealed class SubmissionCrashTests : SubmissionServerTests
{
    [Fact]
    public async Task Published_rows_count_once_after_a_kill_and_every_action_is_audited()
    {
        await PostAccepted(
            Clerk, "", new { id = "april", title = "四月质押", rows = new[] { Row("370100", 5), Row("370300", 7) } });
        Assert.Equal("submitted", (await PostAccepted(Clerk, "/april/submit")).GetProperty("state").GetString());
        Assert.Equal((403, "four_eyes"), await PostRefused(Clerk, "/april/publish"));
        Assert.Equal(
            0, (await Clerk.GetJson("/api/v1/rankings/pledge.count?period=2025")).GetProperty("rows").GetArrayLength());

        var row = (await Reviewer.GetJson("/api/v1/submissions/april/rows?part=0")).GetProperty("rows")[1];
        Assert.Equal(
            ("april-2", "desk", "7"),
            (row.GetProperty("draft").GetProperty("id").GetString(),
                row.GetProperty("draft").GetProperty("source").GetString(),
                row.GetProperty("draft").GetProperty("value").GetString()));
        await PostAccepted(Reviewer, "/april/publish");
        await Server.Restart();
        Assert.Equal(2, (await WaitForState("april", "published")).GetProperty("accepted").GetInt32());
        Assert.Equal(
            ["370300", "370100"],
            (await Clerk.GetJson("/api/v1/rankings/pledge.count?period=2025"))
                .GetProperty("rows")
                .EnumerateArray()
                .Select(city => city.GetProperty("city").GetString()));

        await PostAccepted(
            Clerk,
            "",
            new
            {
                id = "fix",
                title = "更正",
                rows = new[]
                {
                    new
                    {
                        city = "370300",
                        metric = "pledge.count",
                        op = "replace",
                        value = 1,
                        date = "2025-04-01",
                        note = "多报",
                        target = new { source = "desk", id = "april-2" },
                    },
                },
            });
        Assert.Equal(
            ("correction", 7),
            ((await Clerk.GetJson("/api/v1/submissions/fix")).GetProperty("about").GetProperty("kind").GetString(),
                (await Clerk.GetJson("/api/v1/submissions/fix/rows"))
                    .GetProperty("rows")[0].GetProperty("before").GetInt32()));
        await PostAccepted(Clerk, "/fix/submit");
        await PostAccepted(Reviewer, "/fix/publish");
        await WaitForState("fix", "published");
        var history = await Clerk.GetJson("/api/v1/events/history?source=desk&id=april-2");
        Assert.Equal(
            [(7, "replaced"), (1, null)],
            history.EnumerateArray().Select(
                figure => (figure.GetProperty("value").GetInt32(),
                    figure.TryGetProperty("state", out var state) ? state.GetString() : null)));

        Assert.Equal((422, "reason_missing"), await PostRefused(Admin.Http, "/april/undo"));
        await PostAccepted(Admin.Http, "/april/undo", new { reason = "整批报错" });
        Assert.Equal(1, (await WaitForState("april", "undone")).GetProperty("withdrawn").GetInt32());
        await Server.Stop();
        var auditStore = await Server.RunStoreCommand("export", Path.Combine(Server.DataFolder, "trail.ndjson"))
            + await File.ReadAllTextAsync(Path.Combine(Server.DataFolder, "trail.ndjson"));
        foreach (var action in new[] { "make", "submit", "publish", "undo" })
            Assert.Contains($"submission.{action}", auditStore);
    }

    private protected override async Task<DashboardServer> Start() =>
        await DashboardProcess.Start(new TestServerOptions { IsPublic = false });
}

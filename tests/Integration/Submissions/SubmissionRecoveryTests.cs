using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Submissions;
using IpMonitor.IntegrationTests.Hosting;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Publishing and undoing continue after crashes and store failures.</summary>
public sealed class SubmissionRecoveryTests : SubmissionsGrainTestBase
{
    [Fact]
    public async Task Publishing_resumes_after_a_crash_at_any_write_without_loss()
    {
        var writes = 0;
        for (var done = false; !done; writes++)
        {
            var id = $"p{writes}";
            await Submit(
                id,
                [Row($"{id}-a", "370100", 5), Row($"{id}-b", "370300", 7)],
                [Row($"{id}-c", "370100", 1), Row($"{id}-d", "370300", 2)]);
            done = await CrashDuring(writes, id, Published, () => SubmissionsGrain.Publish(id, Reviewer));
            var published = await WaitForState(id, Published);
            Assert.Equal(
                (4, 0, 0, 2), (published.Accepted, published.Duplicates, published.Refused, published.PartsDone));
            Assert.Equal(4, (await EventsOf(id)).Length);
            Assert.Equal((6 * (writes + 1), 9 * (writes + 1)), (await Figure("370100"), await Figure("370300")));
        }
        Assert.True(writes > 8, $"It wrote {writes} times only.");
    }

    [Fact]
    public async Task Undoing_resumes_after_a_crash_at_any_write_and_withdraws_once()
    {
        var writes = 0;
        for (var done = false; !done; writes++)
        {
            var id = $"u{writes}";
            await Publish(
                id, [Row($"{id}-a", "370100", 5), Row($"{id}-b", "370300", 7)], [Row($"{id}-c", "370100", 1)]);
            done = await CrashDuring(writes, id, Undone, () => SubmissionsGrain.Undo(id, Reviewer, "报错了"));
            var undone = await WaitForState(id, Undone);
            Assert.Equal((3, 0), (undone.Withdrawn, undone.Refused));
            Assert.Equal(3, (await EventsOf($"undo-{id}")).Length);
            Assert.Equal((null, null), (await Figure("370100"), await Figure("370300")));
        }
        Assert.True(writes > 4, $"It wrote {writes} times only.");
    }

    [Fact]
    public async Task Publishing_resumes_after_a_restart_without_a_call()
    {
        await Submit("s1", [Row("a", "370300", 5)]);
        Host.Journal.FailAppends = true;
        await SubmissionsGrain.Publish("s1", Reviewer);
        await Host.Restart();
        for (var deadline = DateTime.UtcNow.AddSeconds(20); (await EventsOf("s1")).IsEmpty; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, "It sleeps.");
    }

    [Fact]
    public async Task Publishing_retries_while_the_store_fails()
    {
        await Submit("s1", [Row("a", "370300", 5)]);
        var appends = 0;
        (Host.Journal.LoseResponses, Host.Journal.BeforeAppend) = (true, () => Interlocked.Increment(ref appends));
        await SubmissionsGrain.Publish("s1", Reviewer);
        // The second attempt follows the failure of the first.
        await Eventually.BecomesTrue(() => Volatile.Read(ref appends) >= 2);
        Assert.Equal(Publishing, (await SubmissionsGrain.Find("s1"))!.State);
        Host.Journal.LoseResponses = false;
        Assert.Equal(
            (1, 0),
            (await WaitForState("s1", Published)) is var published
                ? (published.Accepted, published.Duplicates)
                : default);
    }

    // Returns true if the action completed before the failing write; otherwise restarts the process without calling it.
    private async Task<bool> CrashDuring(int writes, string id, SubmissionState end, Func<Task> act)
    {
        Host.Journal.BeforeAppend = FailurePoint.CountWrite;
        FailurePoint.FailAfter(writes);
        try
        {
            await act();
        }
        catch (JournalException)
        {
            await Restart();
            await act();
            return false;
        }
        while (!FailurePoint.HasFailed && (await SubmissionsGrain.Find(id))!.State != end) await Task.Delay(10);
        if (!FailurePoint.HasFailed) return true;
        await Restart();
        return false;
    }
}

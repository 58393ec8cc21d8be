using IpMonitor.Grains.Journal;
using IpMonitor.Silo.Sql;

namespace IpMonitor.UnitTests.Journal;

public sealed class GroupCommitTests
{
    private static readonly AppendRequest EmptyAppend = new("370300", 0, []);

    [Fact]
    public async Task Appends_during_a_commit_share_the_next_commit()
    {
        var gate = new ManualResetEventSlim();
        var groups = new List<int>();
        await using var commits = new GroupCommit(appends =>
        {
            groups.Add(appends.Count);
            gate.Wait();
            return CreateResults(appends);
        }, NoDelay, TimeProvider.System, TaskScheduler.Default);
        var first = commits.Append(EmptyAppend);
        while (groups.Count == 0) await Task.Yield();
        var rest = Enumerable.Range(0, 20).Select(_ => commits.Append(EmptyAppend)).ToList();
        Assert.False(first.IsCompleted);
        gate.Set();
        await Task.WhenAll([first, .. rest]);
        Assert.Equal([1, 20], groups);
    }

    [Fact]
    public async Task A_failed_commit_fails_its_callers_only()
    {
        var isFailing = true;
        await using var commits = new GroupCommit(
            appends => isFailing ? throw new IOException("disk full") : CreateResults(appends), NoDelay,
            TimeProvider.System, TaskScheduler.Default);
        var exception = await Assert.ThrowsAsync<JournalException>(() => commits.Append(EmptyAppend));
        Assert.Equal("store_unavailable", exception.Code);
        isFailing = false;
        await commits.Append(EmptyAppend);
    }

    [Fact]
    public async Task A_full_queue_rejects_appends_at_once()
    {
        var gate = new ManualResetEventSlim();
        await using var commits = new GroupCommit(appends =>
        {
            gate.Wait();
            return CreateResults(appends);
        }, NoDelay, TimeProvider.System, TaskScheduler.Default);
        var waiting = new List<Task>();
        var exception = await Assert.ThrowsAsync<JournalException>(async () =>
        {
            for (var i = 0; i < 100_000; i++) waiting.Add(commits.Append(EmptyAppend));
            await Task.WhenAll(waiting);
        });
        Assert.InRange(waiting.Count, 4096, 10_000);
        Assert.Equal("store_busy", exception.Code);
        gate.Set();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Disposing_commits_queued_appends()
    {
        var commits = new GroupCommit(CreateResults, NoDelay, TimeProvider.System, TaskScheduler.Default);
        var waiting = Enumerable.Range(0, 100).Select(_ => commits.Append(EmptyAppend)).ToList();
        await commits.DisposeAsync();
        Assert.All(waiting, append => Assert.True(append.IsCompletedSuccessfully));
        Assert.Throws<JournalException>(() => { _ = commits.Append(EmptyAppend); });
    }

    private static Task NoDelay() => Task.CompletedTask;

    private static Task<IReadOnlyList<AppendResult>> CreateResults(IReadOnlyList<AppendRequest> appends) =>
        Task.FromResult<IReadOnlyList<AppendResult>>([.. appends.Select(_ => new AppendResult(false, 1, 1, []))]);
}

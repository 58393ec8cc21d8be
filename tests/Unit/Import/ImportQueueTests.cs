using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using Microsoft.Extensions.Options;

namespace IpMonitor.UnitTests.Import;

public sealed class ImportQueueTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void Accounts_take_turns()
    {
        var queue = Create();
        var running = Receive(queue, "a", "a1");
        var waiting = new List<ImportTicket>();
        foreach (var upload in (string[])["a2", "a3", "a4", "b1", "b2", "c1"])
            waiting.Add(Receive(queue, upload[..1], upload));
        Assert.Equal([3, 5, 1], new[] { "a2", "a3", "b1" }.Select(upload => GetPlace(queue, upload)));
        var order = new List<string?>();
        while (waiting.Count > 0)
        {
            running.Dispose();
            running = Assert.Single(waiting, ticket => ticket.Stage == ImportStage.Validating);
            waiting.Remove(running);
            order.Add(running.Upload);
            // An account that sends one file after the other does not overtake the waiting ones.
            if (order.Count == 3) waiting.Add(Receive(queue, "c", "c2"));
        }
        Assert.Equal(["b1", "c1", "a2", "b2", "c2", "a3", "a4"], order);
    }

    [Fact]
    public void An_account_has_one_file_validated_at_a_time()
    {
        var queue = Create(concurrent: 2);
        var first = Receive(queue, "a", "1");
        var second = Receive(queue, "a", "2");
        var other = Receive(queue, "b", "1");
        Assert.Equal(
            (ImportStage.Validating, ImportStage.Received, ImportStage.Validating),
            (first.Stage, second.Stage, other.Stage));
        other.Dispose();
        Assert.Equal(ImportStage.Received, second.Stage);
        first.Dispose();
        Assert.Equal(ImportStage.Validating, second.Stage);
    }

    [Fact]
    public void A_full_queue_refuses_and_one_account_fills_half_of_it()
    {
        var queue = Create(queued: 4);
        var running = Receive(queue, "a", "1");
        ImportTicket[] own = [queue.Enter("a", "2", 1), queue.Enter("a", "3", 1)];
        AssertRefused("import_busy.own", () => queue.Enter("a", "4", 1));
        queue.Enter("b", "1", 1);
        queue.Enter("c", "1", 1);
        AssertRefused("import_busy", () => queue.Enter("d", "1", 1));
        own[0].Dispose();
        queue.Enter("d", "1", 1);
        // A file that is validated has left the queue.
        own[1].WaitForSlot(TestContext.Current.CancellationToken);
        running.Dispose();
        queue.Enter("a", "4", 1);
    }

    [Fact]
    public void Files_are_received_when_there_is_room()
    {
        var queue = Create(megabytes: 2, room: 6);
        // The length is unknown, or larger than a file may be: room for the largest one.
        ImportTicket[] own =
            [queue.Enter("a", "1", null), queue.Enter("a", "2", Megabyte), queue.Enter("a", "3", Megabyte)];
        Assert.Equal(
            [ImportStage.Receiving, ImportStage.Receiving, ImportStage.Entered], own.Select(ticket => ticket.Stage));
        var others = new[] { queue.Enter("b", "1", 9 * Megabyte), queue.Enter("c", "1", 2 * Megabyte) };
        var small = queue.Enter("d", "1", 1);
        Assert.Equal(
            (ImportStage.Receiving, ImportStage.Entered, ImportStage.Entered),
            (others[0].Stage, others[1].Stage, small.Stage));
        own[1].Dispose();
        Assert.Equal(
            (ImportStage.Entered, ImportStage.Receiving, ImportStage.Entered),
            (own[2].Stage, others[1].Stage, small.Stage));
        own[0].Dispose();
        Assert.Equal((ImportStage.Receiving, ImportStage.Receiving), (own[2].Stage, small.Stage));
    }

    [Fact]
    public void A_slow_client_holds_no_slot()
    {
        var queue = Create();
        var slow = queue.Enter("a", "1", 1);
        Assert.Null(queue.FindProgress("a", "1")!.Waiting);
        using (var fast = Receive(queue, "b", "1")) Assert.Equal(ImportStage.Validating, fast.Stage);
        Assert.Equal(ImportStage.Receiving, slow.Stage);
    }

    [Fact]
    public void Progress_is_that_of_the_upload_or_of_the_first_one()
    {
        var queue = Create();
        var first = Receive(queue, "a", null);
        var second = Receive(queue, "a", "2");
        Assert.Same(first.Progress, queue.FindProgress("a", null));
        Assert.Same(second.Progress, queue.FindProgress("a", "2"));
        Assert.Equal((null, 1), (first.Progress.Waiting, second.Progress.Waiting));
        Assert.Null(queue.FindProgress("b", "2"));
        first.Dispose();
        Assert.Same(second.Progress, queue.FindProgress("a", null));
        Assert.Null(second.Progress.Waiting);
    }

    [Fact]
    public async Task A_cancelled_file_leaves_and_the_next_moves_up()
    {
        var queue = Create();
        using var running = Receive(queue, "a", "1");
        using var cancellation = new CancellationTokenSource();
        var cancelled = Validate(queue, "b", "1", cancellation.Token);
        using var next = Receive(queue, "b", "2");
        Assert.Equal(2, queue.FindProgress("b", "2")!.Waiting);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Null(queue.FindProgress("b", "1"));
        Assert.Equal(1, queue.FindProgress("b", "2")!.Waiting);
    }

    [Fact]
    public async Task Limits_hold_while_files_enter_and_leave_in_any_order()
    {
        const int files = 400;
        var queue = Create(concurrent: 3, queued: files * 2, room: 40);
        var (validating, most, done) = (new int[6], 0, 0);
        await Parallel.ForAsync(
            0, files, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (file, _) =>
            {
                var account = file % 5;
                using var cancellation = new CancellationTokenSource();
                if (file % 3 == 0) cancellation.CancelAfter(TimeSpan.FromMicroseconds(file));
                using var ticket = queue.Enter($"{account}", null, file % 7 * Megabyte);
                try
                {
                    await ticket.WaitForRoom(cancellation.Token);
                    await Task.Yield();
                    await ticket.WaitForSlot(cancellation.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                Assert.Equal(1, Interlocked.Increment(ref validating[account]));
                InterlockedMax(ref most, Interlocked.Increment(ref validating[5]));
                await Task.Yield();
                Interlocked.Decrement(ref validating[account]);
                Interlocked.Decrement(ref validating[5]);
                Interlocked.Increment(ref done);
            });
        Assert.InRange(most, 1, 3);
        Assert.InRange(done, files - files / 3 - 1, files);
        Assert.All(Enumerable.Range(0, 5), account => Assert.Null(queue.FindProgress($"{account}", null)));
        // All places, room and slots are free again.
        ImportTicket[] after = [Receive(queue, "x", null), Receive(queue, "y", null), Receive(queue, "z", null)];
        Assert.All(after, ticket => Assert.Equal(ImportStage.Validating, ticket.Stage));
    }

    private static ImportQueue Create(
        int concurrent = 1, int queued = 100, int megabytes = 20, int room = 200) =>
        new(Options.Create(new ImportOptions
        {
            MaxConcurrentFiles = concurrent,
            MaxQueuedFiles = queued,
            MaxMegabytes = megabytes,
            MaxQueuedMegabytes = room,
        }));

    private static ImportTicket Receive(ImportQueue queue, string account, string? upload)
    {
        var ticket = queue.Enter(account, upload, 1);
        Assert.True(ticket.WaitForRoom(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        _ = ticket.WaitForSlot(TestContext.Current.CancellationToken);
        return ticket;
    }

    private static async Task Validate(
        ImportQueue queue, string account, string upload, CancellationToken cancellation)
    {
        using var ticket = queue.Enter(account, upload, 1);
        await ticket.WaitForRoom(cancellation);
        await ticket.WaitForSlot(cancellation);
    }

    private static int? GetPlace(ImportQueue queue, string upload) => queue.FindProgress(upload[..1], upload)!.Waiting;

    private static void AssertRefused(string key, Func<ImportTicket> enter)
    {
        var refused = Assert.Throws<RequestRejectedException>(() => { enter(); });
        Assert.Equal((503, key), (refused.Status, refused.Message));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            if (Interlocked.CompareExchange(ref target, value, seen) is var before && before == seen) return;
            else seen = before;
    }
}

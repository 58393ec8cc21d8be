using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Time.Testing;

namespace IpMonitor.IntegrationTests.Journal;

/// <content>Clocks that are wrong for a while.</content>
public abstract partial class JournalContractTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 9, 8, 0, 0, TimeSpan.FromHours(8));
    private static readonly TimeSpan Jump = TimeSpan.FromDays(40);

    [Fact]
    public async Task A_clock_that_was_ahead_changes_no_time_of_other_commits()
    {
        var clock = new FakeTimeProvider(Morning);
        using var writer = _database.CreateWriter(clock);
        await Commit(1, Morning);
        await Commit(2, Morning.AddHours(1));
        await Commit(3, Morning + Jump);
        await Commit(4, Morning + Jump + TimeSpan.FromDays(1));
        Assert.Equal(4, await _journal.GetPositionAt(Morning + 2 * Jump));
        await Commit(5, Morning.AddHours(2));
        await Commit(6, Morning.AddHours(3));
        await Commit(7, Morning.AddDays(1));
        await Commit(8, Morning + Jump + TimeSpan.FromDays(2));

        foreach (var (time, position) in new[]
        {
            (Morning.AddMinutes(59), 1), (Morning.AddMinutes(119), 2), (Morning.AddHours(2), 5),
            (Morning.AddHours(3), 6), (Morning.AddDays(2), 7), (Morning + Jump + TimeSpan.FromDays(1), 7),
        })
            Assert.Equal((time, position), (time, await _journal.GetPositionAt(time)));
        for (var position = 1; position <= 8; position++)
        {
            var past = (await _journal.GetPastState(new(position, [])))!;
            Assert.Equal((position, 10_000 * position), (position, Assert.Single(past.Buckets).Sum));
        }
        var closings = await _journal.GetDailyClosings(new(["pledge.count"], null, []));
        Assert.Equal(
            [(new(2026, 3, 9), 6), (new(2026, 3, 10), 7), (new(2026, 4, 20), 8)],
            closings.Closings.Select(closing => (closing.KnownDay, closing.Bucket.Count)));
        var events = (await _journal.QueryEvents(new(null, null, [], null, null, null, null, 10))).Events;
        Assert.Equal(
            [Morning + Jump, Morning.AddHours(2)],
            events.Where(stored => stored.Position is 3 or 5).Select(stored => stored.ReceivedAt).Order().Reverse());
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
        await VerifyExport();

        async Task Commit(int number, DateTimeOffset time)
        {
            clock.AdjustTime(time);
            var result = await writer.Commit([Append(number - 1, Sum($"{number}", 1))]);
            Assert.Equal(number, result[0].Position);
        }
    }

    [Fact]
    public async Task A_clock_that_was_behind_changes_no_time_of_other_commits()
    {
        var clock = new FakeTimeProvider(Morning);
        using var writer = _database.CreateWriter(clock);
        for (var hour = 0; hour < 6; hour++) await Commit(Morning.AddHours(hour));
        DateTimeOffset[] wrong = [new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), Morning.AddHours(2.5)];
        foreach (var time in wrong) await Commit(time);
        await Commit(Morning.AddHours(6));

        for (var hour = 0; hour < 5; hour++)
            Assert.Equal(hour + 1, await _journal.GetPositionAt(Morning.AddHours(hour + 0.9)));
        Assert.Equal(8, await _journal.GetPositionAt(Morning.AddHours(5.9)));
        var events = (await _journal.QueryEvents(new(null, null, [], null, null, null, null, 10))).Events;
        Assert.Equal(
            wrong, events.Where(stored => stored.Position is 7 or 8).Select(stored => stored.ReceivedAt).Order());
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));

        async Task Commit(DateTimeOffset time)
        {
            clock.AdjustTime(time);
            var version = (await _journal.GetCityState("370300")).Version;
            await writer.Commit([Append(version, Sum($"{version}", 1))]);
        }
    }

    [Fact]
    public async Task The_day_changes_back_after_a_clock_that_was_ahead()
    {
        var clock = new FakeTimeProvider(Morning);
        await using var journal = new SqlJournal(_database, clock);
        await journal.Append(Append(0, Sum("1", 1)));
        clock.AdjustTime(Morning + Jump);
        await journal.Append(Append(1, Sum("2", 1)));
        clock.AdjustTime(Morning.AddMinutes(30));
        await journal.RecordDayChange(new(2026, 3, 9));
        await journal.RecordDayChange(new(2026, 3, 9));
        var changes = await journal.GetChanges(new(0));
        Assert.Equal((3, Morning.AddMinutes(30)), (changes.Position, changes.KnownAt));
        Assert.Equal((1, 3), (await journal.GetPositionAt(Morning), await journal.GetPositionAt(Morning.AddHours(1))));
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
    }

    private async Task VerifyExport()
    {
        using var other = await TestStore.Create("sqlite");
        StoreExport.Write(_database, other.FilePath("export"), gzip: false, TimeProvider.System);
        using var imported = other.Open();
        StoreImport.Read(imported, other.FilePath("export"));
        Assert.Empty(StoreVerifier.FindDifferences(imported, out _));
        await using var journal = new SqlJournal(imported, TimeProvider.System);
        Assert.Equal(2, await journal.GetPositionAt(Morning.AddMinutes(119)));
    }
}

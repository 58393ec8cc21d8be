using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Journal;

/// <content>Changes, pages of events, correction chains and verification.</content>
public abstract partial class JournalContractTests
{
    [Fact]
    public async Task GetChanges_returns_only_changed_buckets_and_their_position()
    {
        var first = await _journal.Append(
            Append(0, Sum("1", 5), Sum("2", 1) with { Campaign = "publicity-week-2024" }));
        var all = await _journal.GetChanges(new(0));
        Assert.Equal((2, first.Position), (all.Buckets.Length, all.Position));
        var second = await _journal.Append(Append(first.Version, Sum("3", 7) with { Date = new(2024, 5, 1) }));
        var since = await _journal.GetChanges(new(first.Position, Latest: 2));
        Assert.Equal((70_000, second.Position), (Assert.Single(since.Buckets).Sum, since.Position));
        Assert.Equal(["3", "2"], since.LatestEvents.Select(entry => entry.Event.Id));
        Assert.Empty((await _journal.GetChanges(new(second.Position))).Buckets);
        var campaign = await _journal.GetChanges(new(0, "publicity-week-2024", Latest: 9));
        Assert.Equal(10_000, Assert.Single(campaign.Buckets).Sum);
        Assert.Single(campaign.LatestEvents);
    }

    [Fact]
    public async Task A_level_keeps_the_latest_reading_of_a_day()
    {
        var level = Sum("1", 5) with
        {
            Metric = "patent.invention.valid",
            Op = EventOperation.Set,
            Qualifier = Qualifier.Over,
        };
        await _journal.Append(Append(0, level, level with { Id = "2", Value = 3, Qualifier = Qualifier.Exact }));
        var bucket = Assert.Single((await _journal.GetCityState("370300")).Buckets);
        Assert.Equal((2, 30_000, 0), (bucket.Count, bucket.Sum, bucket.OverCount));
    }

    [Fact]
    public async Task Event_pages_continue_where_the_previous_one_ended()
    {
        await _journal.Append(Append(0, [.. Enumerable.Range(0, 25).Select(i => Sum($"{i}", 1))]));
        var ids = new List<string>();
        long? cursor = null;
        do
        {
            var page = await _journal.QueryEvents(
                new("370300", null, ["pledge.count"], null, new(2024, 1, 1), new(2024, 12, 31), cursor, 10));
            ids.AddRange(page.Events.Select(entry => entry.Event.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"{i}"), ids);
        Assert.Empty((await _journal.QueryEvents(new("370300", "370303", [], null, null, null, null, 10))).Events);
    }

    [Fact]
    public async Task Verification_terminates_and_reports_cyclic_corrections()
    {
        var withdrawal = Sum("1", 5) with { Op = EventOperation.Withdraw, Target = new("t", "2") };
        await _journal.Append(
            Append(
                0,
                withdrawal,
                withdrawal with { Id = "2", Target = new("t", "1") },
                withdrawal with { Id = "3", Target = new("t", "1") }));
        Assert.NotEmpty(StoreVerifier.FindDifferences(_database, out _));
    }

    [Fact]
    public async Task Verification_reports_each_difference()
    {
        await _journal.Append(
            Append(0, Sum("1", 5), Sum("2", 6) with { Metric = "patent.invention.valid", Op = EventOperation.Set }));
        await _journal.RecordDayChange(TimeProvider.System.GetChinaToday().AddDays(1));
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
        using var connection = _database.Open();
        connection.Execute("UPDATE buckets SET sum = sum + 1 WHERE metric = 'pledge.count'");
        // Two differences: the expected bucket is missing and the stored one is unexpected.
        Assert.Equal(2, StoreVerifier.FindDifferences(_database, out _).Count);
        connection.Execute(
            "UPDATE closings SET sum = sum + 1 WHERE metric = 'patent.invention.valid'; "
                + "UPDATE buckets SET sum = sum - 1 WHERE metric = 'pledge.count'");
        Assert.Equal(2, StoreVerifier.FindDifferences(_database, out _).Count);
        connection.Execute(
            "UPDATE closings SET sum = sum - 1 WHERE metric = 'patent.invention.valid'; "
                + "DELETE FROM buckets WHERE metric = 'patent.invention.valid'");
        Assert.Contains(
            "patent.invention.valid",
            Assert.Single(StoreVerifier.FindDifferences(_database, out _)),
            StringComparison.Ordinal);
        connection.Execute("DELETE FROM closings WHERE metric = 'pledge.count'");
        Assert.Contains(StoreVerifier.FindDifferences(_database, out _), exception =>
            exception.Contains("no closing of", StringComparison.Ordinal));
        connection.Execute("DELETE FROM commits");
        Assert.Contains(StoreVerifier.FindDifferences(_database, out _), exception =>
            exception.StartsWith("event without its commit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_correction_chain_has_all_related_corrections_and_targets()
    {
        var first = Sum("1", 5);
        var second = Sum("2", 6) with { Op = EventOperation.Replace, Target = first.Key };
        var third = Sum("3", 0) with { Op = EventOperation.Withdraw, Target = second.Key };
        await _journal.Append(Append(0, first, second, third, Sum("4", 1)));
        foreach (var known in (Event[])[first, second, third])
            Assert.Equal(
                ["1", "2", "3"],
                (await _journal.GetCorrectionChains([known.Key]))
                    .Select(journalEvent => journalEvent.Event.Id)
                    .Order());
        Assert.Equal(
            ["4"],
            (await _journal.GetCorrectionChains([new("t", "4"), new("t", "none")])).Select(journalEvent =>
                journalEvent.Event.Id));
    }

    [Fact]
    public async Task Positions_rise_in_commit_order_across_journals()
    {
        var cities = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities
            .Take(4)
            .Select(city => city.Code)
            .ToList();
        var writing = Task.WhenAll(cities.Select(city => Task.Run(async () =>
        {
            using var database = Open();
            await using var journal = new SqlJournal(database, TimeProvider.System);
            for (var i = 0; i < 25; i++)
                await journal.Append(new(city, i, [Entry(Sum($"{city}-{i}", 1) with { City = city })]));
        })));
        // A page that claims to include all events up to a position must include them afterwards too.
        var pages = new List<EventPage>();
        do pages.Add(await _journal.QueryEvents(new(null, null, [], null, null, null, null, 1000)));
        while (!writing.IsCompleted);
        await writing;
        var all = (await _journal.QueryEvents(new(null, null, [], null, null, null, null, 1000))).Events;
        Assert.Equal(100, all.Length);
        Assert.All(pages, page =>
            Assert.Equal(all.Where(journalEvent => journalEvent.Position <= page.Position), page.Events));
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));
    }
}

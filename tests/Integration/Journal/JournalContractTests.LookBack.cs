using System.Data.Common;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Time;

namespace IpMonitor.IntegrationTests.Journal;

/// <content>Cost of the state at an earlier position.</content>
public abstract partial class JournalContractTests
{
    private const string CumulativeMetric = "pledge.amount";

    /// <summary>
    /// Measures a read by a count that does not depend on the clock: rows, or instructions of the database.
    /// </summary>
    private protected abstract long MeasureCost(DbConnection connection, Action read);

    /// <summary>Updates the statistics that the database plans with.</summary>
    private protected abstract void Analyze(DbConnection connection);

    [Theory]
    [InlineData(null)]
    [InlineData("publicity-week-2026")]
    public async Task A_look_back_costs_no_more_with_many_events_of_other_days(string? campaign)
    {
        var clock = new ManualTimeProvider(new(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(8)));
        using var writer = _database.CreateWriter(clock);
        var version = 0L;
        for (var day = 0; day < 3; day++) await ReportDay(100);
        var position = await ReportDay(400);
        var corrected = await CorrectSomeDays();
        await ReportDay(100);
        var few = MeasureLookBack(position) + MeasureLookBack(corrected);
        for (var day = 0; day < 3; day++) await ReportDay(1_000);
        Assert.InRange(MeasureLookBack(position) + MeasureLookBack(corrected), 1, few * 3 / 2);
        Assert.Empty(StoreVerifier.FindDifferences(_database, out _));

        // Appends events of 40 dates in four commits of one day; returns the position of the second.
        async Task<long> ReportDay(int count)
        {
            clock.UtcNow += TimeSpan.FromDays(1);
            var positions = new List<long>();
            for (var i = 0; i < 4; i++)
                positions.Add(await Commit(Enumerable.Range(0, count / 4).Select(CreateEvent).Select(Entry)));
            return positions[1];
        }

        // Appends a cumulative reading and a withdrawal, whose buckets are recalculated, and then a plain event.
        // Returns the position before it.
        async Task<long> CorrectSomeDays()
        {
            var stored = CreateEvent(1) with { Id = "stored", Date = new(2025, 7, 1) };
            await Commit([Entry(stored)]);
            clock.UtcNow += TimeSpan.FromDays(1);
            var reading = CreateEvent(1) with { Id = "reading", Metric = CumulativeMetric, Basis = Basis.Ytd };
            var withdrawal = stored with { Id = "withdrawal", Op = EventOperation.Withdraw, Target = stored.Key };
            var readings = Bucket.GetChanges(reading).Select(change =>
                Bucket.Empty(change.Key).Apply(change) with { CumulativeReadingCount = 1 });
            var corrections = Bucket.GetKeys(stored).Select(key => Bucket.Empty(key) with { CorrectionCount = 1 });
            var last = await Commit(
            [
                new(reading, [], [.. readings], []),
                new(
                    withdrawal,
                    [],
                    [.. corrections],
                    [new(stored.Key, EventState.Withdrawn), new(withdrawal.Key, EventState.Withdrawal)]),
            ]);
            await Commit([Entry(CreateEvent(2))]);
            return last;
        }

        async Task<long> Commit(IEnumerable<AppendEntry> entries) =>
            (await writer.Commit([new("370300", version++, [.. entries])]))[0].Position;

        Event CreateEvent(int i) => Sum($"{version}-{i}", 1) with
        {
            Date = new DateOnly(2026, 1, 1).AddDays(i % 40),
            Campaign = campaign,
        };

        long MeasureLookBack(long at)
        {
            using var connection = _database.Open();
            Analyze(connection);
            using var snapshot = _database.BeginSnapshot(connection);
            return MeasureCost(connection, () =>
            {
                foreach (var metrics in (string[][])[[], ["pledge.count", CumulativeMetric]])
                    Assert.NotEmpty(PointInTimeReader
                        .ReadState(_database, connection, new(at, [.. metrics], campaign))!.Buckets);
                Assert.NotEmpty(PointInTimeReader.ReadCorrectedDays(
                    _database, connection, position, corrected, ["pledge.count", CumulativeMetric]));
            });
        }
    }
}

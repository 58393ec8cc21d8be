using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Submissions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Runtime;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Publishing and undoing submissions over the real store.</summary>
public sealed class SubmissionsGrainTests : IAsyncLifetime
{
    private const string Clerk = "张三";
    private const string Reviewer = "李四";
    private static readonly string[] Two = ["370100", "370300"];
    private readonly WriteFailurePoint _failurePoint = new();
    private GrainHost _host = null!;

    private ISubmissionsGrain SubmissionsGrain => _host.Grains.GetGrain<ISubmissionsGrain>("370000");

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start(silo =>
    {
        silo.Services.AddSingleton<SqlRecordStore>();
        silo.Services.AddSingleton<IRecordStore>(services =>
            new FailingRecordStore(services.GetRequiredService<SqlRecordStore>(), _failurePoint));
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Rows_count_when_published_and_keep_the_submission_s_received_time()
    {
        await Submit("s1", [Row("a", "370300", 5), Row("b", "370100", 7)]);
        Assert.Empty(await EventsOf("s1"));
        var before = await _host.History.GetCurrent();

        await SubmissionsGrain.Publish("s1", Reviewer);
        var published = await WaitForState("s1", Published);
        Assert.Equal((2, 0, 0), (published.Accepted, published.Duplicates, published.Refused));
        Assert.All(
            await EventsOf("s1"),
            known => Assert.Equal(
                published.Steps.Single(step => step.State == Submitted).At.ToUnixTimeMilliseconds(),
                known.ReceivedAt.ToUnixTimeMilliseconds()));
        Assert.Equal(["370100", "370300"], await Reporting("2025-04"));
        Assert.Empty(
            (await _host.History.GetProjection(before))!.GetRanking(
                _host.ReferenceData.Current.Catalogue["pledge.count"],
                ReportingPeriod.Parse("2025-04")!,
                Baseline.Previous).Rows);
        Assert.NotNull(
            (await _host.History.GetProjection(new((long)published.Position!, before.Day)))!
                .GetFigure(
                    "370300",
                    _host.ReferenceData.Current.Catalogue["pledge.count"],
                    ReportingPeriod.Parse("2025-04")!));
    }

    [Fact]
    public async Task One_rejected_row_returns_the_whole_submission_with_its_number()
    {
        await City("370300").Report([
            new(
                "desk",
                "b",
                "370300",
                null,
                "pledge.count",
                9,
                null,
                new(2025, 4, 1),
                null,
                null,
                null,
                Qualifier.Exact,
                EventOperation.Add)
        ]);
        await Submit("s1", [Row("a", "370300", 5), Row("c", "370100", 1)], [Row("b", "370300", 7)], until: Returned);
        var returned = (await SubmissionsGrain.Find("s1"))!;
        Assert.Equal(
            (3, "b", "id_reused"),
            (Assert.Single(returned.Faults).Row, returned.Faults[0].Id, returned.Faults[0].Refusal.Code));
        Assert.Equal("submission_state", (await SubmissionsGrain.Publish("s1", Reviewer)).Error!.Code);
        Assert.Empty(await EventsOf("s1"));
    }

    [Fact]
    public async Task Rows_posted_by_another_activation_are_counted_as_published()
    {
        await Submit("s1", [Row("a", "370300", 5), Row("b", "370300", 7)]);
        Event posted = new(
            "desk", "b", "370300", null, "pledge.count", 7, null, new(2025, 4, 1), null, null, null, Qualifier.Exact,
            EventOperation.Add);
        await City("370300").Report([posted], "s1");
        await SubmissionsGrain.Publish("s1", Reviewer);
        var published = await WaitForState("s1", Published);
        Assert.Equal((2, 0), (published.Accepted, published.Duplicates));
    }

    [Fact]
    public async Task Rows_that_existed_before_are_counted_apart_and_survive_an_undo()
    {
        await City("370300").Report([
            new(
                "desk",
                "b",
                "370300",
                null,
                "pledge.count",
                7,
                null,
                new(2025, 4, 1),
                null,
                null,
                null,
                Qualifier.Exact,
                EventOperation.Add)
        ]);
        await Publish("s1", [Row("a", "370300", 5), Row("b", "370300", 7)]);
        Assert.Equal(
            (1, 1), ((await SubmissionsGrain.Find("s1"))!.Accepted, (await SubmissionsGrain.Find("s1"))!.Duplicates));

        await SubmissionsGrain.Undo("s1", Reviewer, "报错了");
        Assert.Equal(1, (await WaitForState("s1", Undone)).Withdrawn);
        Assert.Equal(7, await Figure("370300"));
        var withdrawal = Assert.Single((await EventsOf("undo-s1")).Select(known => known.Event));
        Assert.Equal(("undo-a", EventOperation.Withdraw, "报错了"), (withdrawal.Id, withdrawal.Op, withdrawal.Note));
    }

    [Fact]
    public async Task An_undo_keeps_later_corrections_and_lists_them()
    {
        await Publish("s1", [Row("a", "370300", 5), Row("b", "370300", 7)]);
        await Publish("s2", [Row("a2", "370300", 6) with { Op = "replace", Target = "a" }]);
        Assert.Equal(13, await Figure("370300"));
        await SubmissionsGrain.Undo("s1", Reviewer, "报错了");
        var undone = await WaitForState("s1", Undone);
        Assert.Equal((1, "already_corrected"), (undone.Withdrawn, Assert.Single(undone.Faults).Refusal.Code));
        Assert.Equal(6, await Figure("370300"));
        await SubmissionsGrain.Undo("s2", Reviewer, "还是原来的对");
        await WaitForState("s2", Undone);
        Assert.Equal(5, await Figure("370300"));
    }

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
        _host.Journal.FailAppends = true;
        await SubmissionsGrain.Publish("s1", Reviewer);
        await _host.Restart();
        for (var deadline = DateTime.UtcNow.AddSeconds(20); (await EventsOf("s1")).IsEmpty; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, "It sleeps.");
    }

    [Fact]
    public async Task Publishing_retries_while_the_store_fails()
    {
        await Submit("s1", [Row("a", "370300", 5)]);
        var appends = 0;
        (_host.Journal.LoseResponses, _host.Journal.BeforeAppend) = (true, () => Interlocked.Increment(ref appends));
        await SubmissionsGrain.Publish("s1", Reviewer);
        // The second attempt follows the failure of the first.
        await Eventually.BecomesTrue(() => Volatile.Read(ref appends) >= 2);
        Assert.Equal(Publishing, (await SubmissionsGrain.Find("s1"))!.State);
        _host.Journal.LoseResponses = false;
        Assert.Equal(
            (1, 0),
            (await WaitForState("s1", Published)) is var published
                ? (published.Accepted, published.Duplicates)
                : default);
    }

    [Theory]
    [InlineData("pledge.count", null, 366)]
    [InlineData("pledge.count", null, 1)]
    [InlineData("pledge.count", "ytd", null)]
    [InlineData("patent.invention.valid", null, null)]
    public async Task A_large_submission_is_undone_in_few_appends(
        string metric, string? basis, int? days)
    {
        const int parts = 3;
        await AddParts("big", parts, metric, basis, days);
        await SubmissionsGrain.Submit("big", Clerk);
        await SubmissionsGrain.Publish("big", Reviewer);
        await WaitForState("big", Published);
        var appends = 0;
        _host.Journal.BeforeAppend = () => Interlocked.Increment(ref appends);
        await SubmissionsGrain.Undo("big", Reviewer, "报错了");
        var undone = await WaitForState("big", Undone);
        Assert.Equal((parts * ISubmissionsGrain.MaxRowsPerPart, 0), (undone.Withdrawn, undone.Refused));
        Assert.All((await _host.Ranking.GetRanking(metric, "2024", Baseline.Previous)).Rows, row =>
            Assert.Fail($"{row.City} still has {row.Value}"));
        Assert.InRange(appends, parts, parts * _host.ReferenceData.Current.Places.Cities.Length);
    }

    // Returns true if the action completed before the failing write; otherwise restarts the process without calling it.
    private async Task<bool> CrashDuring(int writes, string id, SubmissionState end, Func<Task> act)
    {
        _host.Journal.BeforeAppend = _failurePoint.CountWrite;
        _failurePoint.FailAfter(writes);
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
        while (!_failurePoint.HasFailed && (await SubmissionsGrain.Find(id))!.State != end) await Task.Delay(10);
        if (!_failurePoint.HasFailed) return true;
        await Restart();
        return false;
    }

    private async Task Restart()
    {
        await _host.Restart();
        _failurePoint.Reset();
    }

    private Task Publish(string id, params ImmutableArray<EventInput>[] parts) => Publish(id, Published, parts);

    private async Task Publish(string id, SubmissionState until, ImmutableArray<EventInput>[] parts)
    {
        _host.Journal.BeforeAppend = null;
        await Submit(id, Submitted, parts);
        await SubmissionsGrain.Publish(id, Reviewer);
        await WaitForState(id, until);
    }

    private Task Submit(string id, params ImmutableArray<EventInput>[] parts) => Submit(id, Submitted, parts);

    private Task Submit(
        string id,
        ImmutableArray<EventInput> first,
        ImmutableArray<EventInput> second,
        SubmissionState until) => Submit(id, until, [first, second]);

    private async Task Submit(string id, SubmissionState until, ImmutableArray<EventInput>[] parts)
    {
        Assert.Null(
            (await SubmissionsGrain.Begin(
                new(
                    id,
                    SubmissionKind.Import,
                    "四月",
                    Clerk,
                    [.. Two],
                    ["pledge.count"],
                    parts.Sum(part => part.Length),
                    parts.Length))).Error);
        for (var part = 0; part < parts.Length; part++)
            Assert.Null((await SubmissionsGrain.AddRows(id, part, parts[part])).Error);
        Assert.Null((await SubmissionsGrain.Submit(id, Clerk)).Error);
        await WaitForState(id, until);
    }

    private async Task<Submission> WaitForState(string id, SubmissionState state)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(10))
        {
            var submission = (await SubmissionsGrain.Find(id))!;
            if (submission.State == state) return submission;
            if (DateTime.UtcNow > deadline) Assert.Fail($"{id} is {submission.State}, not {state}: {submission}");
        }
    }

    // Adds rows of all cities for a number of days; without days, monthly rows of all cities and units.
    private async Task AddParts(
        string id, int parts, string metric = "pledge.count", string? basis = null, int? days = 366)
    {
        var places = _host.ReferenceData.Current.Places;
        var reporters = places.Cities.Select(city => (City: city.Code, Unit: (string?)null)).ToList();
        if (days is null) reporters.AddRange(places.Units.Select(unit => (unit.City, (string?)unit.Code)));
        await SubmissionsGrain.Begin(
            new(
                id,
                SubmissionKind.Import,
                "全年",
                Clerk,
                [.. places.Cities.Select(city => city.Code)],
                [metric],
                parts * ISubmissionsGrain.MaxRowsPerPart,
                parts));
        for (var part = 0; part < parts; part++)
            Assert.Null(
                (await SubmissionsGrain.AddRows(id, part,
                    [
                        .. Enumerable.Range(
                            part * ISubmissionsGrain.MaxRowsPerPart, ISubmissionsGrain.MaxRowsPerPart).Select(i =>
                        {
                            var (city, unit) = reporters[i % reporters.Count];
                            var first = new DateOnly(2024, 1, 1);
                            var date = days is { } some
                                ? first.AddDays(i % some)
                                : first.AddMonths(i / reporters.Count % 24);
                            return Row($"{i}", city, 1) with
                            {
                                Unit = unit,
                                Metric = metric,
                                Basis = basis,
                                Date = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            };
                        })])).Error);
    }

    private ICityGrain City(string code) => _host.Grains.GetGrain<ICityGrain>(code);

    private async Task<ImmutableArray<JournalEvent>> EventsOf(string batch) =>
        (await _host.Journal.QueryEvents(
            new(null, null, [], null, null, null, null, int.MaxValue, Batch: batch))).Events;

    private async Task<decimal?> Figure(string city) =>
        (await _host.Ranking.GetCity(city, "2025")).Metrics.FirstOrDefault(
            figure => figure.Metric == "pledge.count")?.Value;

    private async Task<IEnumerable<string>> Reporting(string period) =>
        (await _host.Ranking.GetRanking("pledge.count", period, Baseline.Previous)).Rows
            .Select(row => row.City)
            .Order();

    private static EventInput Row(string id, string city, int value) =>
        new(
            id,
            "desk",
            city,
            null,
            "pledge.count",
            value.ToString(CultureInfo.InvariantCulture),
            null,
            "2025-04-01",
            null,
            null,
            null,
            null,
            null,
            null,
            null);
}

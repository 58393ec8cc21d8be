using System.Globalization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Submissions;
using Microsoft.Extensions.DependencyInjection;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Publishing and undoing submissions over the real store.</summary>
public sealed class SubmissionsGrainTests : SubmissionsGrainTestBase
{
    [Fact]
    public async Task Rows_count_when_published_and_keep_the_submission_s_received_time()
    {
        await Submit("s1", [Row("a", "370300", 5), Row("b", "370100", 7)]);
        Assert.Empty(await EventsOf("s1"));
        var before = await Host.History.GetCurrent();

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
            (await Host.History.GetProjection(before))!.GetRanking(
                Host.ReferenceData.Current.Catalogue["pledge.count"],
                ReportingPeriod.Parse("2025-04")!,
                Baseline.Previous).Rows);
        Assert.NotNull(
            (await Host.History.GetProjection(new((long)published.Position!, before.Day)))!
                .GetFigure(
                    "370300",
                    Host.ReferenceData.Current.Catalogue["pledge.count"],
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
        Host.Journal.BeforeAppend = () => Interlocked.Increment(ref appends);
        await SubmissionsGrain.Undo("big", Reviewer, "报错了");
        var undone = await WaitForState("big", Undone);
        Assert.Equal((parts * ISubmissionsGrain.MaxRowsPerPart, 0), (undone.Withdrawn, undone.Refused));
        Assert.All((await Host.Ranking.GetRanking(metric, "2024", Baseline.Previous)).Rows, row =>
            Assert.Fail($"{row.City} still has {row.Value}"));
        Assert.InRange(appends, parts, parts * Host.ReferenceData.Current.Places.Cities.Length);
    }

    // Adds rows of all cities for a number of days; without days, monthly rows of all cities and units.
    private async Task AddParts(
        string id, int parts, string metric = "pledge.count", string? basis = null, int? days = 366)
    {
        var places = Host.ReferenceData.Current.Places;
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
}

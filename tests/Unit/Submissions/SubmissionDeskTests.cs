using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.UnitTests.Submissions;

/// <summary>What becomes of a submission by what people do with it.</summary>
public sealed class SubmissionDeskTests
{
    private const string Clerk = "张三";
    private const string Reviewer = "李四";
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
    private static readonly EventValidator Admission = new(Reference);
    private static readonly DateTimeOffset Now = new(2025, 4, 20, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly DateOnly Today = new(2025, 4, 20);
    private static readonly ReviewOptions ReviewAll = new();
    private static readonly ReviewOptions ReviewNone = new() { Rules = [new() { Required = false }] };

    [Fact]
    public void What_is_handed_in_waits_until_its_deadline_and_counts_once_another_lets_it()
    {
        var waiting = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewAll, Now).Held!;
        Assert.Equal((Submitted, Now.AddHours(24)), (waiting.Shown.State, waiting.Shown.Due));
        var publishing = SubmissionDecider.Publish(waiting, Reviewer, Now.AddHours(1)).Held!;
        Assert.Equal([SubmissionState.Draft, Submitted, Publishing], publishing.Shown.Steps.Select(step => step.State));
        Assert.Equal((Now.AddHours(1), Reviewer), (publishing.Shown.Steps[^1].At, publishing.Shown.Steps[^1].By));
    }

    [Fact]
    public void What_no_rule_has_reviewed_is_on_its_way_at_once()
    {
        var held = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewNone, Now).Held!;
        Assert.Equal((Publishing, null), (held.Shown.State, held.Shown.Due));
    }

    [Fact]
    public void Who_handed_it_in_neither_publishes_nor_undoes_it_where_it_is_reviewed()
    {
        // Begun by one, handed in by another: neither of the two.
        var waiting = SubmissionDecider.Submit(CreateFilled(), "王五", ReviewAll, Now).Held!;
        Assert.Equal("four_eyes", SubmissionDecider.Publish(waiting, Clerk, Now).Refusal!.Code);
        Assert.Equal("four_eyes", SubmissionDecider.Publish(waiting, "王五", Now).Refusal!.Code);
        Assert.Equal("four_eyes", SubmissionDecider.Undo(CreatePublished(waiting), Clerk, "报错了", Now).Refusal!.Code);
        Assert.Equal(Undoing, SubmissionDecider.Undo(CreatePublished(waiting), Reviewer, "报错了", Now).Held!.Shown.State);
        Assert.Equal(Undoing, SubmissionDecider.Undo(CreatePublished(SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewNone, Now).Held!), Clerk, "报错了", Now).Held!.Shown.State);
    }

    [Fact]
    public void It_goes_back_with_a_reason_and_may_be_handed_in_again()
    {
        var waiting = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewAll, Now).Held!;
        Assert.Equal("reason_missing", SubmissionDecider.Return(waiting, Reviewer, " ", Now).Refusal!.Code);
        var returned = SubmissionDecider.Return(waiting, Reviewer, " 单位应为元 ", Now).Held!;
        Assert.Equal((Returned, "单位应为元"), (returned.Shown.State, returned.Shown.Steps[^1].Reason));
        Assert.Null(SubmissionDecider.ValidateRows(returned, 0, [Row("a", "5")], Admission, Today));
        Assert.Equal(Submitted, SubmissionDecider.Submit(returned, Clerk, ReviewAll, Now).Held!.Shown.State);
    }

    [Fact]
    public void What_does_not_count_yet_is_dropped_and_what_counts_is_withdrawn()
    {
        Assert.Equal("reason_missing", SubmissionDecider.Undo(CreateFilled(), Clerk, "", Now).Refusal!.Code);
        Assert.Equal(Undone, SubmissionDecider.Undo(CreateFilled(), Clerk, "不报了", Now).Held!.Shown.State);
        var waiting = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewAll, Now).Held!;
        Assert.Equal(Undone, SubmissionDecider.Undo(waiting, Clerk, "不报了", Now).Held!.Shown.State);
        Assert.Equal((Undoing, 0), (SubmissionDecider.Undo(CreatePublished(waiting), Reviewer, "报错了", Now).Held!.Shown is var undoing ? (undoing.State, undoing.PartsDone) : default));
    }

    [Fact]
    public void Asking_again_changes_nothing_and_who_comes_second_hears_that()
    {
        var waiting = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewAll, Now).Held!;
        Assert.Same(waiting, SubmissionDecider.Submit(waiting, Clerk, ReviewAll, Now.AddMinutes(1)).Held);
        var publishing = SubmissionDecider.Publish(waiting, Reviewer, Now).Held!;
        Assert.Same(publishing, SubmissionDecider.Publish(publishing, Reviewer, Now.AddMinutes(1)).Held);
        var returned = SubmissionDecider.Return(waiting, Reviewer, "有误", Now).Held!;
        Assert.Same(returned, SubmissionDecider.Return(returned, Reviewer, "有误", Now).Held);
        var undone = SubmissionDecider.Undo(waiting, Clerk, "不报了", Now).Held!;
        Assert.Same(undone, SubmissionDecider.Undo(undone, Clerk, "不报了", Now).Held);

        foreach (var refusal in new[]
        {
            SubmissionDecider.Submit(waiting, Reviewer, ReviewAll, Now).Refusal, SubmissionDecider.Publish(publishing, "赵六", Now).Refusal,
            SubmissionDecider.Return(publishing, Reviewer, "有误", Now).Refusal, SubmissionDecider.Undo(publishing, Reviewer, "有误", Now).Refusal,
            SubmissionDecider.Publish(CreateFilled(), Reviewer, Now).Refusal, SubmissionDecider.Undo(undone, Reviewer, "有误", Now).Refusal,
            SubmissionDecider.ValidateRows(waiting, 0, [Row("a", "5")], Admission, Today),
        })
            Assert.Equal("submission_state", refusal!.Code);
    }

    [Fact]
    public void A_draft_is_handed_in_when_all_of_its_rows_are_there()
    {
        var (held, _) = SubmissionDecider.Begin(Details with { Rows = 3, Parts = 2 }, Reference, Now);
        held = SubmissionDecider.AddRows(held!, 1, [Row("b", "1")]);
        Assert.Equal((1, "rows_missing"), (held.Shown.PartsThere, SubmissionDecider.Submit(held, Clerk, ReviewAll, Now).Refusal!.Code));
        held = SubmissionDecider.AddRows(held, 0, [Row("a", "1")]);
        Assert.Equal((2, "rows_missing"), (held.Shown.PartsThere, SubmissionDecider.Submit(held, Clerk, ReviewAll, Now).Refusal!.Code));
        held = SubmissionDecider.AddRows(held, 0, [Row("a", "1"), Row("c", "1")]);
        Assert.Null(SubmissionDecider.Submit(held, Clerk, ReviewAll, Now).Refusal);
        Assert.Equal(2, held.CountRowsBefore(1));
    }

    public static TheoryData<NewSubmission, string> InvalidSubmissions() => new()
    {
        { Details with { Id = "" }, "id_invalid" },
        { Details with { Id = "a/b" }, "id_invalid" },
        { Details with { Title = "" }, "title_invalid" },
        { Details with { Title = "一\n二" }, "title_invalid" },
        { Details with { Cities = [] }, "city_unknown" },
        { Details with { Cities = ["999999"] }, "city_unknown" },
        { Details with { Metrics = ["none"] }, "metric_unknown" },
        { Details with { Parts = 0 }, "parts_invalid" },
        { Details with { Rows = 0 }, "parts_invalid" },
        { Details with { Rows = 1_001 }, "parts_invalid" },
    };

    [Theory]
    [MemberData(nameof(InvalidSubmissions))]
    public void A_draft_that_cannot_be_is_refused(NewSubmission about, string code) => Assert.Equal(code, SubmissionDecider.Begin(about, Reference, Now).Refusal!.Code);

    [Fact]
    public void A_row_that_cannot_be_is_refused_by_its_place_and_field()
    {
        var held = SubmissionDecider.Begin(Details with { Rows = 2 }, Reference, Now).Held!;
        Assert.Equal(("value_negative", "rows[1].value"), Fault(Row("a", "1"), Row("b", "-1")));
        Assert.Equal(("row_outside", "rows[0].city"), Fault(Row("a", "1") with { City = "370100" }));
        Assert.Equal(("row_outside", "rows[0].metric"), Fault(Row("a", "1") with { Metric = "pledge.amount" }));
        Assert.Equal(("part_invalid", "part"), Fault());
        Assert.StartsWith("第 2 行：", MessageFormatter.Format(SubmissionDecider.ValidateRows(held, 0, [Row("a", "1"), Row("b", "x")], Admission, Today)!));

        (string, string) Fault(params ImmutableArray<EventInput> rows) => SubmissionDecider.ValidateRows(held, 0, rows, Admission, Today) is { } fault ? (fault.Code, fault.Field) : default;
    }

    [Fact]
    public void Of_rules_that_fit_the_most_specific_decides()
    {
        var review = new ReviewOptions
        {
            Hours = 48,
            Rules =
            [
                new() { Required = false }, new() { Source = "desk", Hours = 12 }, new() { Metric = "pledge.amount" },
                new() { Metric = "pledge.amount", Source = "bank", Required = false },
            ],
        };
        Assert.Equal((int?[])[null, 12, 48, null], new (string, string)[] { ("patent.granted", "x"), ("patent.granted", "desk"), ("pledge.amount", "desk"), ("pledge.amount", "bank") }
            .Select(one => review.FindHours(one.Item1, one.Item2)));
        Assert.Equal(24, new ReviewOptions().FindHours("patent.granted", "x"));
    }

    [Fact]
    public void One_row_that_a_rule_has_reviewed_makes_all_wait_no_longer_than_it_may()
    {
        var review = new ReviewOptions { Rules = [new() { Required = false }, new() { Metric = "pledge.amount", Hours = 5 }, new() { Metric = "patent.granted", Hours = 9 }] };
        var held = SubmissionDecider.Begin(Details with { Metrics = ["pledge.count", "pledge.amount", "patent.granted"] }, Reference, Now).Held!;
        var waiting = SubmissionDecider.Submit(SubmissionDecider.AddRows(held, 0, [Row("a", "1")]), Clerk, review, Now).Held!;
        Assert.Equal((Submitted, Now.AddHours(5)), (waiting.Shown.State, waiting.Shown.Due));
    }

    [Fact]
    public void Rows_found_wrong_send_all_of_it_back_and_a_row_refused_later_is_named()
    {
        var publishing = SubmissionDecider.Submit(CreateFilled(), Clerk, ReviewNone, Now).Held!;
        ImmutableArray<SubmissionProblem> problems = [new(1, "a", ValidationError.Create("id_reused", "id"))];
        var back = SubmissionProgress.ApplyCheck(publishing, problems, Now);
        Assert.Equal((Returned, 1, SubmissionDecider.SystemActor), (back.Shown.State, back.Shown.Refused, back.Shown.Steps[^1].By));
        var again = SubmissionDecider.Submit(back, Clerk, ReviewNone, Now).Held!;
        Assert.Equal((0, true), (again.Shown.Refused, again.IsToBeChecked));

        var done = SubmissionProgress.ApplyResult(SubmissionProgress.ApplyCheck(again, [], Now), new(0, 0, 7, problems), Now);
        Assert.Equal((Published, 1, 7L, "a"), (done.Shown.State, done.Shown.Refused, done.Shown.Position, Assert.Single(done.Shown.Faults).Id));
    }

    private static readonly NewSubmission Details = new("s1", SubmissionKind.Entry, "四月质押", Clerk, ["370300"], ["pledge.count"], 1, 1);

    private static EventInput Row(string id, string value) => new(id, "desk", "370300", null, "pledge.count", value, null, "2025-04-01", null, null, null, null, null, null, null);

    private static StoredSubmission CreateFilled() => SubmissionDecider.AddRows(SubmissionDecider.Begin(Details, Reference, Now).Held!, 0, [Row("a", "5")]);

    private static StoredSubmission CreatePublished(StoredSubmission held) => held.WithStep(Publishing, Reviewer, Now).WithStep(Published, SubmissionDecider.SystemActor, Now);
}

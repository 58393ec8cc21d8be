using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.UnitTests.Submissions;

/// <summary>Tests of the decisions on a submission.</summary>
public sealed class SubmissionDeciderTests
{
    private const string Author = "张三";
    private const string Reviewer = "李四";
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
    private static readonly EventValidator Validator = new(Reference);
    private static readonly DateTimeOffset Now = new(2025, 4, 20, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly DateOnly Today = new(2025, 4, 20);
    private static readonly ReviewOptions ReviewAll = new();
    private static readonly ReviewOptions ReviewNone = new() { Rules = [new() { Required = false }] };

    [Fact]
    public void A_submission_waits_for_review_and_is_published_by_another_user()
    {
        var waiting = SubmissionDecider.Submit(CreateComplete(), Author, ReviewAll, Now).Submission!;
        Assert.Equal((Submitted, Now.AddHours(24)), (waiting.Shown.State, waiting.Shown.Due));
        var publishing = SubmissionDecider.Publish(waiting, Reviewer, Now.AddHours(1)).Submission!;
        Assert.Equal([SubmissionState.Draft, Submitted, Publishing], publishing.Shown.Steps.Select(step => step.State));
        Assert.Equal((Now.AddHours(1), Reviewer), (publishing.Shown.Steps[^1].At, publishing.Shown.Steps[^1].By));
    }

    [Fact]
    public void A_submission_without_review_publishes_at_once()
    {
        var stored = SubmissionDecider.Submit(CreateComplete(), Author, ReviewNone, Now).Submission!;
        Assert.Equal((Publishing, null), (stored.Shown.State, stored.Shown.Due));
    }

    [Fact]
    public void Under_review_the_author_can_neither_publish_nor_undo()
    {
        // Both the user who began it and the user who submitted it count as authors.
        var waiting = SubmissionDecider.Submit(CreateComplete(), "王五", ReviewAll, Now).Submission!;
        Assert.Equal("four_eyes", SubmissionDecider.Publish(waiting, Author, Now).Error!.Code);
        Assert.Equal("four_eyes", SubmissionDecider.Publish(waiting, "王五", Now).Error!.Code);
        Assert.Equal("four_eyes", SubmissionDecider.Undo(CreatePublished(waiting), Author, "报错了", Now).Error!.Code);
        Assert.Equal(
            Undoing,
            SubmissionDecider.Undo(CreatePublished(waiting), Reviewer, "报错了", Now).Submission!.Shown.State);
        Assert.Equal(
            Undoing,
            SubmissionDecider.Undo(
                CreatePublished(SubmissionDecider.Submit(CreateComplete(), Author, ReviewNone, Now).Submission!),
                Author,
                "报错了",
                Now).Submission!.Shown.State);
    }

    [Fact]
    public void A_returned_submission_needs_a_reason_and_can_be_resubmitted()
    {
        var waiting = SubmissionDecider.Submit(CreateComplete(), Author, ReviewAll, Now).Submission!;
        Assert.Equal("reason_missing", SubmissionDecider.Return(waiting, Reviewer, " ", Now).Error!.Code);
        var returned = SubmissionDecider.Return(waiting, Reviewer, " 单位应为元 ", Now).Submission!;
        Assert.Equal((Returned, "单位应为元"), (returned.Shown.State, returned.Shown.Steps[^1].Reason));
        Assert.Null(SubmissionDecider.ValidateRows(returned, 0, [Row("a", "5")], Validator, Today));
        Assert.Equal(Submitted, SubmissionDecider.Submit(returned, Author, ReviewAll, Now).Submission!.Shown.State);
    }

    [Fact]
    public void Undo_drops_an_unpublished_submission_and_withdraws_a_published_one()
    {
        Assert.Equal("reason_missing", SubmissionDecider.Undo(CreateComplete(), Author, "", Now).Error!.Code);
        Assert.Equal(Undone, SubmissionDecider.Undo(CreateComplete(), Author, "不报了", Now).Submission!.Shown.State);
        var waiting = SubmissionDecider.Submit(CreateComplete(), Author, ReviewAll, Now).Submission!;
        Assert.Equal(Undone, SubmissionDecider.Undo(waiting, Author, "不报了", Now).Submission!.Shown.State);
        Assert.Equal(
            (Undoing, 0),
            (
                SubmissionDecider.Undo(CreatePublished(waiting), Reviewer, "报错了", Now).Submission!.Shown is var undoing
                    ? (undoing.State, undoing.PartsDone)
                    : default));
    }

    [Fact]
    public void Repeated_actions_are_idempotent_and_conflicting_ones_fail()
    {
        var waiting = SubmissionDecider.Submit(CreateComplete(), Author, ReviewAll, Now).Submission!;
        Assert.Same(waiting, SubmissionDecider.Submit(waiting, Author, ReviewAll, Now.AddMinutes(1)).Submission);
        var publishing = SubmissionDecider.Publish(waiting, Reviewer, Now).Submission!;
        Assert.Same(publishing, SubmissionDecider.Publish(publishing, Reviewer, Now.AddMinutes(1)).Submission);
        var returned = SubmissionDecider.Return(waiting, Reviewer, "有误", Now).Submission!;
        Assert.Same(returned, SubmissionDecider.Return(returned, Reviewer, "有误", Now).Submission);
        var undone = SubmissionDecider.Undo(waiting, Author, "不报了", Now).Submission!;
        Assert.Same(undone, SubmissionDecider.Undo(undone, Author, "不报了", Now).Submission);

        foreach (var error in new[]
        {
            SubmissionDecider.Submit(waiting, Reviewer, ReviewAll, Now).Error,
            SubmissionDecider.Publish(publishing, "赵六", Now).Error,
            SubmissionDecider.Return(publishing, Reviewer, "有误", Now).Error,
            SubmissionDecider.Undo(publishing, Reviewer, "有误", Now).Error,
            SubmissionDecider.Publish(CreateComplete(), Reviewer, Now).Error,
            SubmissionDecider.Undo(undone, Reviewer, "有误", Now).Error,
            SubmissionDecider.ValidateRows(waiting, 0, [Row("a", "5")], Validator, Today),
        })
            Assert.Equal("submission_state", error!.Code);
    }

    [Fact]
    public void A_draft_is_submitted_only_with_all_its_rows()
    {
        var (stored, _) = SubmissionDecider.Begin(Details with { Rows = 3, Parts = 2 }, Reference, Now);
        stored = SubmissionDecider.AddRows(stored!, 1, [Row("b", "1")]);
        Assert.Equal(
            (1, "rows_missing"),
            (stored.Shown.PartsThere, SubmissionDecider.Submit(stored, Author, ReviewAll, Now).Error!.Code));
        stored = SubmissionDecider.AddRows(stored, 0, [Row("a", "1")]);
        Assert.Equal(
            (2, "rows_missing"),
            (stored.Shown.PartsThere, SubmissionDecider.Submit(stored, Author, ReviewAll, Now).Error!.Code));
        stored = SubmissionDecider.AddRows(stored, 0, [Row("a", "1"), Row("c", "1")]);
        Assert.Null(SubmissionDecider.Submit(stored, Author, ReviewAll, Now).Error);
        Assert.Equal(2, stored.CountRowsBefore(1));
    }

    public static TheoryData<NewSubmission, string> InvalidSubmissions() => new()
    {
        { Details with { Id = "" }, "id_invalid" },
        { Details with { Id = "a/b" }, "id_invalid" },
        { Details with { Id = "." }, "id_invalid" },
        { Details with { Id = ".." }, "id_invalid" },
        { Details with { Title = "一\u202E二" }, "invisible_character" },
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
    public void An_invalid_draft_is_rejected(NewSubmission definition, string code) =>
        Assert.Equal(code, SubmissionDecider.Begin(definition, Reference, Now).Error!.Code);

    [Fact]
    public void An_invalid_row_is_rejected_with_its_index_and_field()
    {
        var stored = SubmissionDecider.Begin(Details with { Rows = 2 }, Reference, Now).Submission!;
        Assert.Equal(("value_negative", "rows[1].value"), GetError(Row("a", "1"), Row("b", "-1")));
        Assert.Equal(("row_outside", "rows[0].city"), GetError(Row("a", "1") with { City = "370100" }));
        Assert.Equal(("row_outside", "rows[0].metric"), GetError(Row("a", "1") with { Metric = "pledge.amount" }));
        Assert.Equal(("part_invalid", "part"), GetError());
        Assert.StartsWith(
            "第 2 行：",
            MessageFormatter.Format(
                SubmissionDecider.ValidateRows(stored, 0, [Row("a", "1"), Row("b", "x")], Validator, Today)!));

        (string, string) GetError(params ImmutableArray<EventInput> rows) =>
            SubmissionDecider.ValidateRows(stored, 0, rows, Validator, Today) is { } error
                ? (error.Code, error.Field)
                : default;
    }

    [Fact]
    public void The_most_specific_review_rule_applies()
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
        Assert.Equal((int?[])[null, 12, 48, null], new (string, string)[]
        {
            ("patent.granted", "x"),
            ("patent.granted", "desk"),
            ("pledge.amount", "desk"),
            ("pledge.amount", "bank"),
        }
            .Select(item => review.FindHours(item.Item1, item.Item2)));
        Assert.Equal(24, new ReviewOptions().FindHours("patent.granted", "x"));
    }

    [Fact]
    public void One_reviewed_metric_holds_all_rows_until_the_earliest_deadline()
    {
        var review = new ReviewOptions
        {
            Rules = [
                new() { Required = false }, new() { Metric = "pledge.amount", Hours = 5 },
                new() { Metric = "patent.granted", Hours = 9 }
            ]
        };
        var stored = SubmissionDecider.Begin(
            Details with { Metrics = ["pledge.count", "pledge.amount", "patent.granted"] }, Reference, Now).Submission!;
        var waiting =
            SubmissionDecider.Submit(SubmissionDecider.AddRows(stored, 0, [Row("a", "1")]), Author, review, Now)
                .Submission!;
        Assert.Equal((Submitted, Now.AddHours(5)), (waiting.Shown.State, waiting.Shown.Due));
    }

    [Fact]
    public void Failed_checks_return_the_submission_and_late_rejections_are_listed()
    {
        var publishing = SubmissionDecider.Submit(CreateComplete(), Author, ReviewNone, Now).Submission!;
        ImmutableArray<SubmissionProblem> problems = [new(1, "a", ValidationError.Create("id_reused", "id"))];
        var returned = SubmissionProgress.ApplyCheck(publishing, problems, Now);
        Assert.Equal(
            (Returned, 1, SubmissionDecider.SystemActor),
            (returned.Shown.State, returned.Shown.Refused, returned.Shown.Steps[^1].By));
        var resubmitted = SubmissionDecider.Submit(returned, Author, ReviewNone, Now).Submission!;
        Assert.Equal((0, true), (resubmitted.Shown.Refused, resubmitted.IsToBeChecked));

        var published = SubmissionProgress.ApplyResult(
            SubmissionProgress.ApplyCheck(resubmitted, [], Now), new(0, 0, 7, problems, []), Now);
        Assert.Equal(
            (Published, 1, 7L, "a"),
            (
                published.Shown.State, published.Shown.Refused, published.Shown.Position,
                Assert.Single(published.Shown.Faults).Id));
    }

    [Fact]
    public void An_action_changes_only_the_version_that_was_read()
    {
        var read = SubmissionDecider.Submit(CreateComplete(), Author, ReviewAll, Now).Submission!;
        var returned = SubmissionDecider.Return(read, Reviewer, "请改", Now).Submission!;
        var changed = SubmissionDecider.AddRows(returned, 0, [Row("a", "99999")]);
        Assert.Equal(changed.Shown.Version, changed.Shown.RowsVersion);
        var latest = SubmissionDecider.Submit(changed, Author, ReviewAll, Now).Submission!;
        Assert.Equal(latest.Shown.Version, latest.Shown.Steps[^1].Version);
        foreach (var kind in (SubmissionActionKind[])[
            SubmissionActionKind.Publish, SubmissionActionKind.Return, SubmissionActionKind.Undo
        ])
        {
            Assert.Equal("submission_changed", Execute(latest, kind, read.Shown.Version).Error!.Code);
            Assert.NotSame(latest, Execute(latest, kind, latest.Shown.Version).Submission);
            // Dashboards of an earlier version name none.
            Assert.NotNull(Execute(latest, kind, null).Submission);
        }
        var publishing = Execute(latest, SubmissionActionKind.Publish, latest.Shown.Version).Submission!;
        // The response of the first request may have been lost.
        Assert.Same(publishing, Execute(publishing, SubmissionActionKind.Publish, latest.Shown.Version).Submission);

        static (StoredSubmission? Submission, ValidationError? Error) Execute(
            StoredSubmission stored, SubmissionActionKind kind, int? version) =>
            SubmissionDecider.Execute(stored, new(kind, Reviewer, "看过", version), ReviewAll, Now);
    }

    private static readonly NewSubmission Details =
        new("s1", SubmissionKind.Entry, "四月质押", Author, ["370300"], ["pledge.count"], 1, 1);

    private static EventInput Row(string id, string value) =>
        new(
            id, "desk", "370300", null, "pledge.count", value, null, "2025-04-01", null, null, null, null, null, null,
            null);

    private static StoredSubmission CreateComplete() =>
        SubmissionDecider.AddRows(SubmissionDecider.Begin(Details, Reference, Now).Submission!, 0, [Row("a", "5")]);

    private static StoredSubmission CreatePublished(StoredSubmission stored) =>
        stored.WithStep(Publishing, Reviewer, Now).WithStep(Published, SubmissionDecider.SystemActor, Now);
}

using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.Grains.Submissions;

/// <summary>How a submission gets on by itself, part by part: pure.</summary>
public static class SubmissionProgress
{
    private const int MaxProblems = 100;

    /// <summary>The next part was looked at; after the last, it goes back when anything was wrong, and nothing of it was reported.</summary>
    public static StoredSubmission ApplyCheck(StoredSubmission held, ImmutableArray<SubmissionProblem> faults, DateTimeOffset now)
    {
        held = AddProblems(held with { PartsChecked = held.PartsChecked + 1 }, faults);
        return held.IsToBeChecked || held.Shown.Refused == 0
            ? held
            : held.WithStep(Returned, SubmissionDecider.SystemActor, now,
                message: MessageArgument.Message("submission_rejected", held.Shown.Refused));
    }

    /// <summary>The next part was reported, or withdrawn.</summary>
    public static StoredSubmission ApplyResult(StoredSubmission held, PartResult outcome, DateTimeOffset now)
    {
        var shown = held.Shown with
        {
            PartsDone = held.Shown.PartsDone + 1,
            Position = outcome.Position ?? held.Shown.Position,
        };
        held = AddProblems(held with
        {
            Shown = held.Shown.State == Undoing
                ? shown with { Withdrawn = shown.Withdrawn + outcome.Accepted }
                : shown with { Accepted = shown.Accepted + outcome.Accepted, Duplicates = shown.Duplicates + outcome.Duplicates },
        }, outcome.Faults);
        return held.Shown.PartsDone < held.RowsByPart.Length ? held : held.WithStep(held.Shown.State == Undoing ? Undone : Published, SubmissionDecider.SystemActor, now);
    }

    private static StoredSubmission AddProblems(StoredSubmission held, ImmutableArray<SubmissionProblem> faults) => held with
    {
        Shown = held.Shown with
        {
            Refused = held.Shown.Refused + faults.Length,
            Faults = [.. held.Shown.Faults.Concat(faults).Take(MaxProblems)],
        },
    };
}

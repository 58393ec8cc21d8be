using System.Collections.Immutable;
using IpMonitor.Grains.Messages;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.Grains.Submissions;

/// <summary>Applies the results of processing a submission part by part, as pure functions.</summary>
public static class SubmissionProgress
{
    private const int MaxProblems = 100;

    /// <summary>
    /// Applies the check of the next part. After the last part, the submission is returned for revision if any row was
    /// rejected.
    /// </summary>
    public static StoredSubmission ApplyCheck(
        StoredSubmission stored, ImmutableArray<SubmissionProblem> problems, DateTimeOffset now)
    {
        var next = AddProblems(stored with { PartsChecked = stored.PartsChecked + 1 }, problems);
        var count = next.Shown.Refused;
        if (next.IsToBeChecked || count == 0) return next;
        var message = MessageArgument.Message("submission_rejected", count);
        return next.WithStep(Returned, SubmissionDecider.SystemActor, now, message: message);
    }

    /// <summary>Applies the result of reporting or withdrawing the next part.</summary>
    public static StoredSubmission ApplyResult(StoredSubmission stored, PartResult result, DateTimeOffset now)
    {
        var isUndoing = stored.Shown.State == Undoing;
        var shown = stored.Shown with
        {
            PartsDone = stored.Shown.PartsDone + 1,
            Position = result.Position ?? stored.Shown.Position,
            Notices = result.Notices.IsEmpty
                ? stored.Shown.Notices
                : [.. (stored.Shown.Notices ?? []).Concat(result.Notices).Take(MaxProblems)],
        };
        shown = isUndoing
            ? shown with { Withdrawn = shown.Withdrawn + result.Accepted }
            : shown with
            {
                Accepted = shown.Accepted + result.Accepted,
                Duplicates = shown.Duplicates + result.Duplicates,
            };
        var next = AddProblems(stored with { Shown = shown }, result.Faults);
        return shown.PartsDone < next.RowsByPart.Length
            ? next
            : next.WithStep(isUndoing ? Undone : Published, SubmissionDecider.SystemActor, now);
    }

    private static StoredSubmission AddProblems(StoredSubmission stored, ImmutableArray<SubmissionProblem> problems)
    {
        var shown = stored.Shown with
        {
            Refused = stored.Shown.Refused + problems.Length,
            Faults = [.. stored.Shown.Faults.Concat(problems).Take(MaxProblems)],
        };
        return stored with { Shown = shown };
    }
}

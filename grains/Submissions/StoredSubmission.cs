using System.Collections.Immutable;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Submissions;

/// <summary>A submission as it is kept.</summary>
/// <param name="Shown">What is shown of it.</param>
/// <param name="RowsByPart">How many rows each part has; 0 while it is not there.</param>
/// <param name="Sources">The sources that its rows name.</param>
/// <param name="PartsChecked">Parts whose rows were looked at since it was handed in, or let through: before the first is reported, all are.</param>
public sealed record StoredSubmission(Submission Shown, ImmutableArray<int> RowsByPart, ImmutableArray<string> Sources, int PartsChecked)
{
    /// <summary>Whether something remains to be done by itself.</summary>
    public bool IsUnderWay => Shown.State is SubmissionState.Publishing or SubmissionState.Undoing || IsToBeChecked;

    /// <summary>Whether its rows are to be looked at before anything else: when they are handed in, and again before they count.</summary>
    public bool IsToBeChecked => Shown.State is SubmissionState.Submitted or SubmissionState.Publishing && PartsChecked < RowsByPart.Length;

    /// <summary>Whether all of its rows are there.</summary>
    public bool IsComplete => !RowsByPart.Contains(0) && RowsByPart.Sum() == Shown.About.Rows;

    /// <summary>Whether nobody has handed it in, or who did has it back.</summary>
    public bool IsOpen => Shown.State is SubmissionState.Draft or SubmissionState.Returned;

    /// <summary>The last step that made it what a state says; null when none did.</summary>
    public SubmissionStep? FindLastStep(SubmissionState state) => Shown.Steps.LastOrDefault(step => step.State == state);

    /// <summary>How many rows there are before a part.</summary>
    public int CountRowsBefore(int part) => RowsByPart.Take(part).Sum();

    /// <summary>It, a step further.</summary>
    public StoredSubmission WithStep(SubmissionState state, string by, DateTimeOffset now, string? reason = null,
        MessageArgument? message = null) =>
        this with
        {
            Shown = Shown with { State = state, Steps = Shown.Steps.Add(new(now, by, state, reason) { Message = message }) },
        };
}

/// <summary>What came of a part of a submission's rows on its way to their cities.</summary>
/// <param name="Accepted">Rows that this submission brought into the journal, or took out of it.</param>
/// <param name="Duplicates">Rows that were there by another way.</param>
/// <param name="Position">A position that includes them; null when none was reported.</param>
/// <param name="Faults">Rows that were refused.</param>
public sealed record PartResult(int Accepted, int Duplicates, long? Position, ImmutableArray<SubmissionProblem> Faults);

using System.Collections.Immutable;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Submissions;

/// <summary>A submission as stored, with its progress.</summary>
/// <param name="Shown">The part visible to users.</param>
/// <param name="RowsByPart">The number of rows in each part; 0 for a missing part.</param>
/// <param name="Sources">The sources named by the rows.</param>
/// <param name="PartsChecked">
/// Parts checked since submission or approval. All parts are checked before the first is reported.
/// </param>
public sealed record StoredSubmission(
    Submission Shown, ImmutableArray<int> RowsByPart, ImmutableArray<string> Sources, int PartsChecked)
{
    /// <summary>True if the system has work to do: checking, reporting or withdrawing.</summary>
    public bool IsUnderWay => Shown.State is SubmissionState.Publishing or SubmissionState.Undoing || IsToBeChecked;

    /// <summary>
    /// True if rows remain to be checked, which happens after submission and again before publication.
    /// </summary>
    public bool IsToBeChecked =>
        Shown.State is SubmissionState.Submitted or SubmissionState.Publishing && PartsChecked < RowsByPart.Length;

    /// <summary>True if all rows have been added.</summary>
    public bool IsComplete => !RowsByPart.Contains(0) && RowsByPart.Sum() == Shown.About.Rows;

    /// <summary>True if it can be edited: a draft, or returned for revision.</summary>
    public bool IsOpen => Shown.State is SubmissionState.Draft or SubmissionState.Returned;

    /// <summary>True if it counts towards the quota of its bureau: neither published nor undone.</summary>
    public bool IsUnfinished =>
        Shown.State is SubmissionState.Draft or SubmissionState.Submitted or SubmissionState.Returned;

    /// <summary>Returns the last step to a state, or null.</summary>
    public SubmissionStep? FindLastStep(SubmissionState state) =>
        Shown.Steps.LastOrDefault(step => step.State == state);

    /// <summary>Returns the number of rows before a part.</summary>
    public int CountRowsBefore(int part) => RowsByPart.Take(part).Sum();

    /// <summary>Returns the submission in a new state, with a step added.</summary>
    public StoredSubmission WithStep(
        SubmissionState state, string by, DateTimeOffset now, string? reason = null, MessageArgument? message = null)
    {
        var version = Shown.Version + 1;
        var step = new SubmissionStep(now, by, state, reason) { Message = message, Version = version };
        return this with { Shown = Shown with { State = state, Steps = Shown.Steps.Add(step), Version = version } };
    }
}

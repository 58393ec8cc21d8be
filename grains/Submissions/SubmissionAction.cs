namespace IpMonitor.Grains.Submissions;

/// <summary>An action of a person on a submission.</summary>
[GenerateSerializer, Alias("ipm.submission-action-kind")]
public enum SubmissionActionKind
{
    /// <summary>Submits a complete draft: for review where a rule requires it, otherwise for publication.</summary>
    Submit,
    /// <summary>Publishes a submission. The reviewer must not be a submitter.</summary>
    Publish,
    /// <summary>Returns a submission to its submitter for revision.</summary>
    Return,
    /// <summary>Withdraws all published rows, or drops a submission that is not yet published.</summary>
    Undo,
}

/// <summary>An action of a person on a submission as the person has read it.</summary>
/// <param name="Kind">The action.</param>
/// <param name="By">The account or key that acts.</param>
/// <param name="Reason">The reason for returning or undoing a submission.</param>
/// <param name="Version">The version that was read; null if the caller is of an earlier program version.</param>
[GenerateSerializer, Immutable, Alias("ipm.submission-action")]
public sealed record SubmissionAction(
    [property: Id(0)] SubmissionActionKind Kind,
    [property: Id(1)] string By,
    [property: Id(2)] string Reason,
    [property: Id(3)] int? Version);

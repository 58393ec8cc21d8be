using System.Collections.Immutable;

namespace IpMonitor.Grains.Submissions;

/// <summary>The result of reporting or withdrawing a part of a submission's rows.</summary>
/// <param name="Accepted">Rows added to the journal, or withdrawn from it, by this submission.</param>
/// <param name="Duplicates">Rows already reported by other means.</param>
/// <param name="Position">A position that includes the rows; null if none was reported.</param>
/// <param name="Faults">Rejected rows.</param>
/// <param name="Notices">Accepted rows with a side effect.</param>
public sealed record PartResult(
    int Accepted,
    int Duplicates,
    long? Position,
    ImmutableArray<SubmissionProblem> Faults,
    ImmutableArray<SubmissionProblem> Notices);

using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using Orleans.Concurrency;

namespace IpMonitor.Grains.Submissions;

/// <summary>
/// Submissions from draft to publication. Rows are kept here until they are published to their cities. The key is the
/// province's code.
/// </summary>
[Alias("ipm.submissions-grain")]
public interface ISubmissionsGrain : IGrainWithStringKey
{
    /// <summary>Maximum number of rows in a part.</summary>
    const int MaxRowsPerPart = 1_000;

    /// <summary>Creates a draft, or returns the existing submission with the same id, in any state.</summary>
    [Alias("begin")]
    Task<SubmissionResult> Begin(NewSubmission submission);

    /// <summary>Adds a part of a draft's rows, numbered from 0; replaces the part if it exists.</summary>
    [Alias("add-rows")]
    Task<SubmissionResult> AddRows(string id, int part, ImmutableArray<EventInput> rows);

    /// <summary>
    /// Takes an action of a person on the version that the person has read; another version is
    /// <c>submission_changed</c>.
    /// </summary>
    [Alias("act")]
    Task<SubmissionResult> Execute(string id, SubmissionAction action);

    /// <summary>Submits a complete draft: for review where a rule requires it, otherwise for publication.</summary>
    /// <remarks>For dashboards of an earlier version during an upgrade; see <see cref="Execute"/>.</remarks>
    [Alias("submit")]
    Task<SubmissionResult> Submit(string id, string by);

    /// <summary>Publishes a submission. The reviewer must not be a submitter.</summary>
    /// <remarks>For dashboards of an earlier version during an upgrade; see <see cref="Execute"/>.</remarks>
    [Alias("publish")]
    Task<SubmissionResult> Publish(string id, string by);

    /// <summary>Returns a submission to its submitter for revision.</summary>
    /// <remarks>For dashboards of an earlier version during an upgrade; see <see cref="Execute"/>.</remarks>
    [Alias("return")]
    Task<SubmissionResult> Return(string id, string by, string reason);

    /// <summary>Withdraws all published rows, or drops a submission that is not yet published.</summary>
    /// <remarks>For dashboards of an earlier version during an upgrade; see <see cref="Execute"/>.</remarks>
    [Alias("undo")]
    Task<SubmissionResult> Undo(string id, string by, string reason);

    /// <summary>Returns all submissions, newest first.</summary>
    [AlwaysInterleave, Alias("all")]
    Task<ImmutableArray<Submission>> GetAll();

    /// <summary>Returns a submission; null if there is none.</summary>
    [AlwaysInterleave, Alias("find")]
    Task<Submission?> Find(string id);

    /// <summary>Returns the rows of a part; empty if it does not exist.</summary>
    [AlwaysInterleave, Alias("rows")]
    Task<ImmutableArray<EventInput>> GetRows(string id, int part);

    /// <summary>Resumes pending submissions, also after a restart.</summary>
    [Alias("resume")]
    Task Resume();
}

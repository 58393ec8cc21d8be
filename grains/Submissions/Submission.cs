using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Submissions;

/// <summary>The origin of a submission's rows.</summary>
[GenerateSerializer, Alias("ipm.submission-kind")]
public enum SubmissionKind
{
    /// <summary>Imported from a file.</summary>
    Import,
    /// <summary>Entered in a form.</summary>
    Entry,
    /// <summary>Corrections of earlier reports.</summary>
    Correction,
}

/// <summary>The state of a submission.</summary>
[GenerateSerializer, Alias("ipm.submission-state")]
public enum SubmissionState
{
    /// <summary>Being prepared; visible only to its author.</summary>
    Draft,
    /// <summary>Waiting for review.</summary>
    Submitted,
    /// <summary>Returned for revision, with a reason.</summary>
    Returned,
    /// <summary>Being reported to the cities; resumes after a crash until complete.</summary>
    Publishing,
    /// <summary>Completely in the journal.</summary>
    Published,
    /// <summary>Being withdrawn.</summary>
    Undoing,
    /// <summary>Completely withdrawn, or dropped before publication.</summary>
    Undone,
}

/// <summary>A new submission.</summary>
/// <param name="Id">The id chosen by the sender, the same for the same file.</param>
/// <param name="Kind">The origin of the rows.</param>
/// <param name="Title">A title for display.</param>
/// <param name="By">The account that submits.</param>
/// <param name="Cities">The cities of the rows.</param>
/// <param name="Metrics">The metrics of the rows.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Parts">The number of parts that the rows are sent in.</param>
/// <param name="Bureau">The city of the account that submits; null for an account of the province.</param>
[GenerateSerializer, Immutable, Alias("ipm.new-submission")]
public sealed record NewSubmission(
    [property: Id(0)] string Id,
    [property: Id(1)] SubmissionKind Kind,
    [property: Id(2)] string Title,
    [property: Id(3)] string By,
    [property: Id(4)] ImmutableArray<string> Cities,
    [property: Id(5)] ImmutableArray<string> Metrics,
    [property: Id(6)] int Rows,
    [property: Id(7)] int Parts,
    [property: Id(8)] string? Bureau = null);

/// <summary>A step of a submission: its time and actor, the new state, and the reason if one was given.</summary>
[GenerateSerializer, Immutable, Alias("ipm.submission-step")]
public sealed record SubmissionStep(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string By,
    [property: Id(2)] SubmissionState State,
    [property: Id(3)] string? Reason)
{
    /// <summary>The reason of a step of the program: a message that is formatted when shown.</summary>
    [Id(4)]
    public MessageArgument? Message { get; init; }

    /// <summary>The version of the submission that the step made; 0 for a step of an earlier program.</summary>
    [Id(5)]
    public int Version { get; init; }
}

/// <summary>
/// A rejected row, numbered from 1 within the submission, and the error; or an accepted row and its notice.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.submission-problem")]
public sealed record SubmissionProblem(
    [property: Id(0)] int Row,
    [property: Id(1)] string? Id,
    [property: Id(2)] ValidationError Refusal);

/// <summary>A submission and its progress.</summary>
/// <param name="About">The submission's description.</param>
/// <param name="State">The current state.</param>
/// <param name="Steps">The steps taken, oldest first.</param>
/// <param name="PartsThere">Parts received.</param>
/// <param name="PartsDone">Parts reported to their cities; after an undo, parts withdrawn.</param>
/// <param name="Accepted">Rows added to the journal by this submission.</param>
/// <param name="Duplicates">Rows that were in the journal before.</param>
/// <param name="Position">A position that includes all rows in the journal.</param>
/// <param name="Withdrawn">Rows withdrawn.</param>
/// <param name="Refused">Rows rejected.</param>
/// <param name="Faults">The first rejected rows.</param>
/// <param name="Due">The deadline of the review; null if none is required.</param>
/// <param name="Notices">The first accepted rows with a side effect; null if none.</param>
/// <param name="Version">Rises with every step and every change of the rows.</param>
/// <param name="RowsVersion">The version that changed the rows last.</param>
[GenerateSerializer, Immutable, Alias("ipm.submission")]
public sealed record Submission(
    [property: Id(0)] NewSubmission About,
    [property: Id(1)] SubmissionState State,
    [property: Id(2)] ImmutableArray<SubmissionStep> Steps,
    [property: Id(3)] int PartsThere,
    [property: Id(4)] int PartsDone,
    [property: Id(5)] int Accepted,
    [property: Id(6)] int Duplicates,
    [property: Id(7)] long? Position,
    [property: Id(8)] int Withdrawn,
    [property: Id(9)] int Refused,
    [property: Id(10)] ImmutableArray<SubmissionProblem> Faults,
    [property: Id(11)] DateTimeOffset? Due,
    [property: Id(12)] ImmutableArray<SubmissionProblem>? Notices = null,
    [property: Id(13)] int Version = 0,
    [property: Id(14)] int RowsVersion = 0);

/// <summary>A submission after a change, or the error.</summary>
[GenerateSerializer, Immutable, Alias("ipm.submission-result")]
public sealed record SubmissionResult(
    [property: Id(0)] Submission? Submission,
    [property: Id(1)] ValidationError? Error);

using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Submissions;

/// <summary>How rows came to be handed in.</summary>
[GenerateSerializer, Alias("ipm.submission-kind")]
public enum SubmissionKind
{
    /// <summary>Out of a file.</summary>
    Import,
    /// <summary>Typed in.</summary>
    Entry,
    /// <summary>Corrections of what was reported before.</summary>
    Correction,
}

/// <summary>Where rows are on their way from a desk to the count.</summary>
[GenerateSerializer, Alias("ipm.submission-state")]
public enum SubmissionState
{
    /// <summary>Being put together; nobody but who makes it sees it.</summary>
    Draft,
    /// <summary>Waits for a reviewer.</summary>
    Submitted,
    /// <summary>Sent back with a reason.</summary>
    Returned,
    /// <summary>On its way into the journal; goes on after a crash until all of it is there.</summary>
    Publishing,
    /// <summary>All of it is in the journal.</summary>
    Published,
    /// <summary>All of it is being withdrawn.</summary>
    Undoing,
    /// <summary>All of it is withdrawn.</summary>
    Undone,
}

/// <summary>
/// What is to be handed in: an id of the sender's choosing (the same file has the same one), a title for people, who hands it
/// in, the cities and metrics its rows are of, and how many rows there are in how many parts.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.new-submission")]
public sealed record NewSubmission(
    [property: Id(0)] string Id,
    [property: Id(1)] SubmissionKind Kind,
    [property: Id(2)] string Title,
    [property: Id(3)] string By,
    [property: Id(4)] ImmutableArray<string> Cities,
    [property: Id(5)] ImmutableArray<string> Metrics,
    [property: Id(6)] int Rows,
    [property: Id(7)] int Parts);

/// <summary>A step of a submission's way: when, who, what it became, and the reason where one was given.</summary>
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
}

/// <summary>A row that was refused when all of them were looked at, or although all seemed right: which of the submission, counted from 1, and why.</summary>
[GenerateSerializer, Immutable, Alias("ipm.submission-problem")]
public sealed record SubmissionProblem(
    [property: Id(0)] int Row,
    [property: Id(1)] string? Id,
    [property: Id(2)] ValidationError Refusal);

/// <summary>What was handed in and how far it has come.</summary>
/// <param name="About">What it is.</param>
/// <param name="State">Where it is on its way.</param>
/// <param name="Steps">How it came there, oldest first.</param>
/// <param name="PartsThere">Parts that are there.</param>
/// <param name="PartsDone">Parts that were reported to their cities; while it is undone and after, parts that were withdrawn.</param>
/// <param name="Accepted">Rows that came into the journal by it.</param>
/// <param name="Duplicates">Rows that were there before.</param>
/// <param name="Position">A position that includes all of it that is in the journal.</param>
/// <param name="Withdrawn">Rows that were withdrawn again.</param>
/// <param name="Refused">Rows that were refused.</param>
/// <param name="Faults">The first of those.</param>
/// <param name="Due">Until when a reviewer is to have looked at it; null where it needs none.</param>
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
    [property: Id(11)] DateTimeOffset? Due);

/// <summary>What became of a submission, or why nothing did.</summary>
[GenerateSerializer, Immutable, Alias("ipm.submission-result")]
public sealed record SubmissionResult(
    [property: Id(0)] Submission? Submission,
    [property: Id(1)] ValidationError? Error);

using System.Collections.Immutable;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Grains.Submissions;

/// <summary>How rows came to be handed in.</summary>
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
[GenerateSerializer, Immutable, Alias("ipm.NewSubmission")]
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
[GenerateSerializer, Immutable, Alias("ipm.SubmissionStep")]
public sealed record SubmissionStep(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string By,
    [property: Id(2)] SubmissionState State,
    [property: Id(3)] string? Reason);

/// <summary>What was handed in and how far it has come: parts that are there, and rows that are in the journal (or withdrawn from it).</summary>
[GenerateSerializer, Immutable, Alias("ipm.Submission")]
public sealed record Submission(
    [property: Id(0)] NewSubmission About,
    [property: Id(1)] SubmissionState State,
    [property: Id(2)] ImmutableArray<SubmissionStep> Steps,
    [property: Id(3)] int PartsThere,
    [property: Id(4)] int PartsDone,
    [property: Id(5)] int Accepted,
    [property: Id(6)] int Duplicates,
    [property: Id(7)] long? Position);

/// <summary>What became of a submission, or why nothing did.</summary>
[GenerateSerializer, Immutable, Alias("ipm.SubmissionOutcome")]
public sealed record SubmissionOutcome(
    [property: Id(0)] Submission? Submission,
    [property: Id(1)] Refusal? Refusal);

using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using static IpMonitor.Grains.Submissions.SubmissionErrors;

namespace IpMonitor.Grains.Submissions;

/// <summary>Decides the transitions of submissions, as pure functions.</summary>
/// <remarks>
/// An action repeated by the same person succeeds without a change, since a response may have been lost.
/// </remarks>
public static class SubmissionDecider
{
    /// <summary>The actor of steps taken by the system.</summary>
    public const string SystemActor = "program";

    private const int MaxIdLength = 100;
    private const int MaxTextLength = 200;
    private const int MaxParts = 1_000;

    /// <summary>Creates a draft without rows, or returns the error.</summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Begin(
        NewSubmission submission, ReferenceSnapshot reference, DateTimeOffset now)
    {
        if (!IsValidText(submission.Id, MaxIdLength)
            || !AddressSegment.IsValid(submission.Id, MaxIdLength)
            || KeyText.FindInvisibleCharacter(submission.Id) is not null)
            return (null, IdInvalid());
        if (!IsValidText(submission.Title, MaxTextLength)) return (null, TitleInvalid(MaxTextLength));
        if (KeyText.ValidateName("title", submission.Title) is { } titleError) return (null, titleError);
        if (submission.Cities.IsDefaultOrEmpty
            || submission.Cities.Any(city => reference.Places.FindCity(city) is null))
            return (null, CitiesInvalid());
        if (submission.Metrics.IsDefaultOrEmpty
            || submission.Metrics.Any(metric => reference.Catalogue.Find(metric) is null))
            return (null, MetricsInvalid());
        if (submission.Parts is < 1 or > MaxParts
            || submission.Rows < submission.Parts
            || submission.Rows > submission.Parts * ISubmissionsGrain.MaxRowsPerPart)
            return (null, PartsInvalid(MaxParts));
        var draft = new Submission(
            submission,
            SubmissionState.Draft,
            [new(now, submission.By, SubmissionState.Draft, null) { Version = 1 }],
            PartsThere: 0,
            PartsDone: 0,
            Accepted: 0,
            Duplicates: 0,
            Position: null,
            Withdrawn: 0,
            Refused: 0,
            Faults: [],
            Due: null,
            Version: 1);
        return (new(draft, [.. Enumerable.Repeat(0, submission.Parts)], [], 0), null);
    }

    /// <summary>Validates a part of the rows; null if valid.</summary>
    public static ValidationError? ValidateRows(
        StoredSubmission stored, int part, ImmutableArray<EventInput> rows, EventValidator validator, DateOnly today)
    {
        if (!stored.IsOpen) return InvalidState(stored);
        if (part < 0
            || part >= stored.RowsByPart.Length
            || rows.IsDefaultOrEmpty
            || rows.Length > ISubmissionsGrain.MaxRowsPerPart)
            return PartInvalid(stored.RowsByPart.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (ValidateRow(stored, rows[i], validator, today) is { } error)
                return error.At($"rows[{i}].{error.Field}", "row_at", i + 1);
        }
        return null;
    }

    /// <summary>Adds the count and sources of a part's rows. The rows themselves are stored separately.</summary>
    public static StoredSubmission AddRows(StoredSubmission stored, int part, ImmutableArray<EventInput> rows)
    {
        var counts = stored.RowsByPart.SetItem(part, rows.Length);
        var version = stored.Shown.Version + 1;
        return stored with
        {
            Shown = stored.Shown with
            {
                PartsThere = counts.Count(count => count > 0),
                Version = version,
                RowsVersion = version,
            },
            RowsByPart = counts,
            Sources = [.. stored.Sources.Union(rows.Select(row => row.Source!)).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Takes an action, unless it would change another version than the one that was read.</summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Execute(
        StoredSubmission stored, SubmissionAction action, ReviewOptions review, DateTimeOffset now)
    {
        var (submission, error) = action.Kind switch
        {
            SubmissionActionKind.Submit => Submit(stored, action.By, review, now),
            SubmissionActionKind.Publish => Publish(stored, action.By, now),
            SubmissionActionKind.Return => Return(stored, action.By, action.Reason, now),
            SubmissionActionKind.Undo => Undo(stored, action.By, action.Reason, now),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.Kind, null),
        };
        var isStale = action.Version is { } read && read != stored.Shown.Version;
        return isStale && submission is not null && !ReferenceEquals(submission, stored)
            ? (null, VersionConflict())
            : (submission, error);
    }

    /// <summary>Submits a draft: for review with a deadline, or for publication if no review is required.</summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Submit(
        StoredSubmission stored, string by, ReviewOptions review, DateTimeOffset now)
    {
        if (!stored.IsOpen)
        {
            return AcceptRepeated(
                stored,
                by,
                SubmissionState.Submitted,
                [SubmissionState.Submitted, SubmissionState.Publishing, SubmissionState.Published]);
        }
        if (!stored.IsComplete) return (null, Incomplete());
        var hours = stored.Shown.About.Metrics
            .SelectMany(metric => stored.Sources.Select(source => review.FindHours(metric, source)))
            .Min();
        var submitted = ResetChecks(stored).WithStep(SubmissionState.Submitted, by, now);
        submitted = submitted with
        {
            Shown = submitted.Shown with { Due = hours is { } allowed ? now.AddHours(allowed) : null },
        };
        return (hours is null ? submitted.WithStep(SubmissionState.Publishing, SystemActor, now) : submitted, null);
    }

    /// <summary>Publishes a submission. The reviewer must not be a submitter.</summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Publish(
        StoredSubmission stored, string by, DateTimeOffset now)
    {
        if (stored.Shown.State != SubmissionState.Submitted)
        {
            return AcceptRepeated(
                stored, by, SubmissionState.Publishing, [SubmissionState.Publishing, SubmissionState.Published]);
        }
        if (IsSubmittedBy(stored, by)) return (null, OwnSubmission());
        return (ResetChecks(stored).WithStep(SubmissionState.Publishing, by, now), null);
    }

    /// <summary>Returns a submission for revision.</summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Return(
        StoredSubmission stored, string by, string reason, DateTimeOffset now)
    {
        if (stored.Shown.State != SubmissionState.Submitted)
            return AcceptRepeated(stored, by, SubmissionState.Returned, [SubmissionState.Returned]);
        if (!IsValidText(reason, MaxTextLength)) return (null, ReasonMissing(MaxTextLength));
        return (stored.WithStep(SubmissionState.Returned, by, now, reason.Trim()), null);
    }

    /// <summary>
    /// Drops an unpublished submission, or withdraws a published one. A reviewed submission can only be withdrawn by
    /// somebody other than its submitters.
    /// </summary>
    public static (StoredSubmission? Submission, ValidationError? Error) Undo(
        StoredSubmission stored, string by, string reason, DateTimeOffset now)
    {
        var isPublished = stored.Shown.State == SubmissionState.Published;
        if (!isPublished && !stored.IsOpen && stored.Shown.State != SubmissionState.Submitted)
        {
            var step = stored.FindLastStep(SubmissionState.Undoing) is null
                ? SubmissionState.Undone
                : SubmissionState.Undoing;
            return AcceptRepeated(stored, by, step, [SubmissionState.Undoing, SubmissionState.Undone]);
        }
        if (!IsValidText(reason, MaxTextLength)) return (null, ReasonMissing(MaxTextLength));
        if (!isPublished) return (stored.WithStep(SubmissionState.Undone, by, now, reason.Trim()), null);
        if (stored.Shown.Due is not null && IsSubmittedBy(stored, by)) return (null, OwnSubmission());
        var undoing = stored.WithStep(SubmissionState.Undoing, by, now, reason.Trim());
        return (undoing with { Shown = undoing.Shown with { PartsDone = 0 } }, null);
    }

    // Includes the submitters of earlier revisions.
    private static bool IsSubmittedBy(StoredSubmission stored, string by) =>
        stored.Shown.About.By == by
        || stored.Shown.Steps.Any(step => step.State == SubmissionState.Submitted && step.By == by);

    private static StoredSubmission ResetChecks(StoredSubmission stored) => stored with
    {
        PartsChecked = 0,
        Shown = stored.Shown with { Faults = [], Refused = 0 },
    };

    // Succeeds without a change if the same person took the step before; otherwise somebody else was first.
    private static (StoredSubmission? Submission, ValidationError? Error) AcceptRepeated(
        StoredSubmission stored, string by, SubmissionState step, ReadOnlySpan<SubmissionState> laterStates) =>
        laterStates.Contains(stored.Shown.State) && stored.FindLastStep(step)?.By == by
            ? (stored, null)
            : (null, InvalidState(stored));

    private static ValidationError? ValidateRow(
        StoredSubmission stored, EventInput row, EventValidator validator, DateOnly today)
    {
        var (e, error) = validator.Validate(row, today);
        if (e is null) return error;
        if (!stored.Shown.About.Cities.Contains(e.City)) return RowOutOfScope("city", e.City);
        if (!stored.Shown.About.Metrics.Contains(e.Metric)) return RowOutOfScope("metric", e.Metric);
        return null;
    }

    private static bool IsValidText(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(char.IsControl);
}

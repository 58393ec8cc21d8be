using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using static IpMonitor.Grains.Submissions.SubmissionErrors;

namespace IpMonitor.Grains.Submissions;

/// <summary>
/// What becomes of a submission by what people do with it: pure. What was done already by the same person may be done again, and
/// changes nothing.
/// </summary>
public static class SubmissionDecider
{
    /// <summary>Whose steps those are that nobody takes.</summary>
    public const string SystemActor = "program";

    private const int MaxTextLength = 200;
    private const int MaxParts = 1_000;

    /// <summary>A draft without rows, or why it cannot be.</summary>
    public static (StoredSubmission? Held, ValidationError? Refusal) Begin(NewSubmission about, ReferenceSnapshot reference, DateTimeOffset now)
    {
        if (!IsValidText(about.Id, 100) || about.Id.Contains('/', StringComparison.Ordinal)) return (null, IdInvalid());
        if (!IsValidText(about.Title, MaxTextLength)) return (null, TitleInvalid(MaxTextLength));
        if (about.Cities.IsDefaultOrEmpty || about.Cities.Any(city => reference.Places.FindCity(city) is null)) return (null, CitiesInvalid());
        if (about.Metrics.IsDefaultOrEmpty || about.Metrics.Any(metric => reference.Catalogue.Find(metric) is null)) return (null, MetricsInvalid());
        if (about.Parts is < 1 or > MaxParts || about.Rows < about.Parts || about.Rows > about.Parts * ISubmissionsGrain.MaxRowsPerPart) return (null, PartsInvalid(MaxParts));
        var shown = new Submission(about, SubmissionState.Draft, [new(now, about.By, SubmissionState.Draft, null)], 0, 0, 0, 0, null, 0, 0, [], null);
        return (new(shown, [.. Enumerable.Repeat(0, about.Parts)], [], 0), null);
    }

    /// <summary>Why rows cannot be a part of it; null when they can.</summary>
    public static ValidationError? ValidateRows(StoredSubmission held, int part, ImmutableArray<EventInput> rows, EventValidator admission, DateOnly today)
    {
        if (!held.IsOpen) return InvalidState(held);
        if (part < 0 || part >= held.RowsByPart.Length || rows.IsDefaultOrEmpty || rows.Length > ISubmissionsGrain.MaxRowsPerPart) return PartInvalid(held.RowsByPart.Length);
        for (var i = 0; i < rows.Length; i++)
            if (ValidateRow(held, rows[i], admission, today) is { } fault)
                return fault.At($"rows[{i}].{fault.Field}", "row_at", i + 1);
        return null;
    }

    /// <summary>It with a part of its rows, whose texts are kept elsewhere.</summary>
    public static StoredSubmission AddRows(StoredSubmission held, int part, ImmutableArray<EventInput> rows)
    {
        var counts = held.RowsByPart.SetItem(part, rows.Length);
        return held with
        {
            Shown = held.Shown with { PartsThere = counts.Count(count => count > 0) },
            RowsByPart = counts,
            Sources = [.. held.Sources.Union(rows.Select(row => row.Source!)).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>It handed in: it waits for a reviewer until its deadline, or is on its way at once.</summary>
    public static (StoredSubmission? Held, ValidationError? Refusal) Submit(StoredSubmission held, string by, ReviewOptions review, DateTimeOffset now)
    {
        if (!held.IsOpen) return AcceptRepeated(held, by, SubmissionState.Submitted, SubmissionState.Submitted, SubmissionState.Publishing, SubmissionState.Published);
        if (!held.IsComplete) return (null, Incomplete());
        var hours = (from metric in held.Shown.About.Metrics from source in held.Sources select review.FindHours(metric, source)).OfType<int>().ToList();
        held = ResetChecks(held).WithStep(SubmissionState.Submitted, by, now);
        held = held with { Shown = held.Shown with { Due = hours.Count > 0 ? now.AddHours(hours.Min()) : null } };
        return (hours.Count > 0 ? held : held.WithStep(SubmissionState.Publishing, SystemActor, now), null);
    }

    /// <summary>It on its way to count: by another than who handed it in.</summary>
    public static (StoredSubmission? Held, ValidationError? Refusal) Publish(StoredSubmission held, string by, DateTimeOffset now) =>
        held.Shown.State != SubmissionState.Submitted ? AcceptRepeated(held, by, SubmissionState.Publishing, SubmissionState.Publishing, SubmissionState.Published)
        : IsSubmittedBy(held, by) ? (null, OwnSubmission())
        : (ResetChecks(held).WithStep(SubmissionState.Publishing, by, now), null);

    /// <summary>It back with who handed it in.</summary>
    public static (StoredSubmission? Held, ValidationError? Refusal) Return(StoredSubmission held, string by, string reason, DateTimeOffset now) =>
        held.Shown.State != SubmissionState.Submitted ? AcceptRepeated(held, by, SubmissionState.Returned, SubmissionState.Returned)
        : !IsValidText(reason, MaxTextLength) ? (null, ReasonMissing(MaxTextLength))
        : (held.WithStep(SubmissionState.Returned, by, now, reason.Trim()), null);

    /// <summary>It dropped, or, once it counts, on its way out: what a reviewer let in, only another than who handed it in takes out.</summary>
    public static (StoredSubmission? Held, ValidationError? Refusal) Undo(StoredSubmission held, string by, string reason, DateTimeOffset now)
    {
        var counts = held.Shown.State == SubmissionState.Published;
        if (!counts && !held.IsOpen && held.Shown.State != SubmissionState.Submitted)
            return AcceptRepeated(held, by, held.FindLastStep(SubmissionState.Undoing) is null ? SubmissionState.Undone : SubmissionState.Undoing, SubmissionState.Undoing, SubmissionState.Undone);
        if (!IsValidText(reason, MaxTextLength)) return (null, ReasonMissing(MaxTextLength));
        if (!counts) return (held.WithStep(SubmissionState.Undone, by, now, reason.Trim()), null);
        if (held.Shown.Due is not null && IsSubmittedBy(held, by)) return (null, OwnSubmission());
        held = held.WithStep(SubmissionState.Undoing, by, now, reason.Trim());
        return (held with { Shown = held.Shown with { PartsDone = 0 } }, null);
    }

    /// <summary>Who handed it in, at any time, does not review it.</summary>
    private static bool IsSubmittedBy(StoredSubmission held, string by) =>
        held.Shown.About.By == by || held.Shown.Steps.Any(step => step.State == SubmissionState.Submitted && step.By == by);

    private static StoredSubmission ResetChecks(StoredSubmission held) => held with { PartsChecked = 0, Shown = held.Shown with { Faults = [], Refused = 0 } };

    // Somebody may ask again because no answer came; the others hear that somebody was first.
    private static (StoredSubmission? Held, ValidationError? Refusal) AcceptRepeated(StoredSubmission held, string by, SubmissionState step, params ReadOnlySpan<SubmissionState> since) =>
        since.Contains(held.Shown.State) && held.FindLastStep(step)?.By == by ? (held, null) : (null, InvalidState(held));

    private static ValidationError? ValidateRow(StoredSubmission held, EventInput row, EventValidator admission, DateOnly today)
    {
        var (e, refusal) = admission.Validate(row, today);
        return refusal
            ?? (held.Shown.About.Cities.Contains(e!.City) ? null : RowOutOfScope("city", e.City))
            ?? (held.Shown.About.Metrics.Contains(e!.Metric) ? null : RowOutOfScope("metric", e.Metric));
    }

    private static bool IsValidText(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(char.IsControl);
}

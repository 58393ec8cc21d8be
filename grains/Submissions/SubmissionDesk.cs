using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using static IpMonitor.Grains.Submissions.SubmissionRefusals;

namespace IpMonitor.Grains.Submissions;

/// <summary>
/// What becomes of a submission by what people do with it: pure. What was done already by the same person may be done again, and
/// changes nothing.
/// </summary>
public static class SubmissionDesk
{
    /// <summary>Whose steps those are that nobody takes.</summary>
    public const string ByProgram = "program";

    private const int LongestText = 200;
    private const int MostParts = 1_000;

    /// <summary>A draft without rows, or why it cannot be.</summary>
    public static (HeldSubmission? Held, ValidationError? Refusal) Begin(NewSubmission about, ReferenceSnapshot reference, DateTimeOffset now)
    {
        if (!IsText(about.Id, 100) || about.Id.Contains('/', StringComparison.Ordinal)) return (null, IdInvalid());
        if (!IsText(about.Title, LongestText)) return (null, TitleInvalid(LongestText));
        if (about.Cities.IsDefaultOrEmpty || about.Cities.Any(city => reference.Places.FindCity(city) is null)) return (null, CitiesInvalid());
        if (about.Metrics.IsDefaultOrEmpty || about.Metrics.Any(metric => reference.Catalogue.Find(metric) is null)) return (null, MetricsInvalid());
        if (about.Parts is < 1 or > MostParts || about.Rows < about.Parts || about.Rows > about.Parts * ISubmissionsGrain.MostRows) return (null, PartsInvalid(MostParts));
        var shown = new Submission(about, SubmissionState.Draft, [new(now, about.By, SubmissionState.Draft, null)], 0, 0, 0, 0, null, 0, 0, [], null);
        return (new(shown, [.. Enumerable.Repeat(0, about.Parts)], [], 0), null);
    }

    /// <summary>Why rows cannot be a part of it; null when they can.</summary>
    public static ValidationError? Fault(HeldSubmission held, int part, ImmutableArray<EventInput> rows, EventValidator admission, DateOnly today)
    {
        if (!held.IsOpen) return NotNow(held);
        if (part < 0 || part >= held.RowsByPart.Length || rows.IsDefaultOrEmpty || rows.Length > ISubmissionsGrain.MostRows) return PartInvalid(held.RowsByPart.Length);
        for (var i = 0; i < rows.Length; i++)
            if (RowFault(held, rows[i], admission, today) is { } fault) return fault with { Field = $"rows[{i}].{fault.Field}", Message = $"第 {i + 1} 行：{fault.Message}" };
        return null;
    }

    /// <summary>It with a part of its rows, whose texts are kept elsewhere.</summary>
    public static HeldSubmission Add(HeldSubmission held, int part, ImmutableArray<EventInput> rows)
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
    public static (HeldSubmission? Held, ValidationError? Refusal) Submit(HeldSubmission held, string by, ReviewOptions review, DateTimeOffset now)
    {
        if (!held.IsOpen) return Repeated(held, by, SubmissionState.Submitted, SubmissionState.Submitted, SubmissionState.Publishing, SubmissionState.Published);
        if (!held.IsComplete) return (null, Incomplete());
        var hours = (from metric in held.Shown.About.Metrics from source in held.Sources select review.HoursFor(metric, source)).OfType<int>().ToList();
        held = Unchecked(held).Step(SubmissionState.Submitted, by, now);
        held = held with { Shown = held.Shown with { Due = hours.Count > 0 ? now.AddHours(hours.Min()) : null } };
        return (hours.Count > 0 ? held : held.Step(SubmissionState.Publishing, ByProgram, now), null);
    }

    /// <summary>It on its way to count: by another than who handed it in.</summary>
    public static (HeldSubmission? Held, ValidationError? Refusal) Publish(HeldSubmission held, string by, DateTimeOffset now) =>
        held.Shown.State != SubmissionState.Submitted ? Repeated(held, by, SubmissionState.Publishing, SubmissionState.Publishing, SubmissionState.Published)
        : IsOwn(held, by) ? (null, OwnWork())
        : (Unchecked(held).Step(SubmissionState.Publishing, by, now), null);

    /// <summary>It back with who handed it in.</summary>
    public static (HeldSubmission? Held, ValidationError? Refusal) Return(HeldSubmission held, string by, string reason, DateTimeOffset now) =>
        held.Shown.State != SubmissionState.Submitted ? Repeated(held, by, SubmissionState.Returned, SubmissionState.Returned)
        : !IsText(reason, LongestText) ? (null, ReasonMissing(LongestText))
        : (held.Step(SubmissionState.Returned, by, now, reason.Trim()), null);

    /// <summary>It dropped, or, once it counts, on its way out: what a reviewer let in, only another than who handed it in takes out.</summary>
    public static (HeldSubmission? Held, ValidationError? Refusal) Undo(HeldSubmission held, string by, string reason, DateTimeOffset now)
    {
        var counts = held.Shown.State == SubmissionState.Published;
        if (!counts && !held.IsOpen && held.Shown.State != SubmissionState.Submitted)
            return Repeated(held, by, held.Last(SubmissionState.Undoing) is null ? SubmissionState.Undone : SubmissionState.Undoing, SubmissionState.Undoing, SubmissionState.Undone);
        if (!IsText(reason, LongestText)) return (null, ReasonMissing(LongestText));
        if (!counts) return (held.Step(SubmissionState.Undone, by, now, reason.Trim()), null);
        if (held.Shown.Due is not null && IsOwn(held, by)) return (null, OwnWork());
        held = held.Step(SubmissionState.Undoing, by, now, reason.Trim());
        return (held with { Shown = held.Shown with { PartsDone = 0 } }, null);
    }

    /// <summary>Who handed it in, at any time, does not review it.</summary>
    private static bool IsOwn(HeldSubmission held, string by) =>
        held.Shown.About.By == by || held.Shown.Steps.Any(step => step.State == SubmissionState.Submitted && step.By == by);

    private static HeldSubmission Unchecked(HeldSubmission held) => held with { PartsChecked = 0, Shown = held.Shown with { Faults = [], Refused = 0 } };

    // Somebody may ask again because no answer came; the others hear that somebody was first.
    private static (HeldSubmission? Held, ValidationError? Refusal) Repeated(HeldSubmission held, string by, SubmissionState step, params ReadOnlySpan<SubmissionState> since) =>
        since.Contains(held.Shown.State) && held.Last(step)?.By == by ? (held, null) : (null, NotNow(held));

    private static ValidationError? RowFault(HeldSubmission held, EventInput row, EventValidator admission, DateOnly today)
    {
        var (e, refusal) = admission.Validate(row, today);
        return refusal
            ?? (held.Shown.About.Cities.Contains(e!.City) ? null : RowOutside("city", e.City))
            ?? (held.Shown.About.Metrics.Contains(e!.Metric) ? null : RowOutside("metric", e.Metric));
    }

    private static bool IsText(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(char.IsControl);
}

using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Submissions;

/// <summary>The errors of actions on submissions.</summary>
public static class SubmissionErrors
{
    /// <summary>The submission was changed after it was read.</summary>
    public static ValidationError VersionConflict() =>
        ValidationError.Create("submission_changed", "id");

    /// <summary>The request does not name the version that was read.</summary>
    public static ValidationError VersionMissing() =>
        ValidationError.Create("version_missing", "version");

    /// <summary>There is no submission with this id.</summary>
    public static ValidationError Unknown(string id) =>
        ValidationError.Create("submission_unknown", "id", id);

    internal static ValidationError TooManyOpen(int maxOpen) =>
        ValidationError.Create("submissions_open", "id", maxOpen);

    internal static ValidationError IdInvalid() =>
        ValidationError.Create("id_invalid.submission", "id");

    internal static ValidationError TitleInvalid(int maxLength) =>
        ValidationError.Create("title_invalid", "title", maxLength);

    internal static ValidationError CitiesInvalid() =>
        ValidationError.Create("city_unknown.list", "cities");

    internal static ValidationError MetricsInvalid() =>
        ValidationError.Create("metric_unknown.list", "metrics");

    internal static ValidationError PartsInvalid(int maxParts) => ValidationError.Create("parts_invalid",
        "parts", maxParts, ISubmissionsGrain.MaxRowsPerPart);

    internal static ValidationError PartInvalid(int parts) => ValidationError.Create("part_invalid",
        "part", parts - 1, ISubmissionsGrain.MaxRowsPerPart);

    internal static ValidationError RowOutOfScope(string field, string code) =>
        ValidationError.Create("row_outside", field, code);

    internal static ValidationError Incomplete() =>
        ValidationError.Create("rows_missing", "rows");

    internal static ValidationError OwnSubmission() =>
        ValidationError.Create("four_eyes", "by");

    internal static ValidationError ReasonMissing(int maxLength) =>
        ValidationError.Create("reason_missing", "reason", maxLength);

    internal static ValidationError InvalidState(StoredSubmission stored)
    {
        var step = stored.Shown.Steps[^1];
        return step.State switch
        {
            SubmissionState.Draft => ValidationError.Create("submission_state.draft", "state"),
            SubmissionState.Submitted => ValidationError.Create("submission_state.submitted", "state", step.By),
            SubmissionState.Returned => ValidationError.Create("submission_state.returned", "state", step.By),
            SubmissionState.Publishing => ValidationError.Create("submission_state.publishing", "state"),
            SubmissionState.Published => ValidationError.Create("submission_state.published", "state"),
            SubmissionState.Undoing => ValidationError.Create("submission_state.undoing", "state", step.By),
            SubmissionState.Undone => ValidationError.Create("submission_state.undone", "state"),
            _ => throw new ArgumentOutOfRangeException(nameof(stored), step.State, null),
        };
    }
}

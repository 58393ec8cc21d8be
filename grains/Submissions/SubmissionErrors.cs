using IpMonitor.Grains.Events;

namespace IpMonitor.Grains.Submissions;

/// <summary>The errors of actions on submissions.</summary>
public static class SubmissionErrors
{
    /// <summary>The submission was changed concurrently.</summary>
    public static ValidationError VersionConflict() =>
        new("submission_changed", "id", "这一批刚被别人改过：请看过现在的情况后再试。");

    /// <summary>There is no submission with this id.</summary>
    public static ValidationError Unknown(string id) =>
        new("submission_unknown", "id", $"没有编号为“{id}”的报送：请核对编号。");

    internal static ValidationError IdInvalid() =>
        new("id_invalid", "id", "报送的编号为 1 至 100 个字，不含斜线与控制字符：请改短。");

    internal static ValidationError TitleInvalid(int maxLength) =>
        new("title_invalid", "title", $"标题请填 1 至 {maxLength} 个字，写在一行里。");

    internal static ValidationError CitiesInvalid() =>
        new("city_unknown", "cities", "cities 请列出这批数据的市，填六位行政区划代码。");

    internal static ValidationError MetricsInvalid() =>
        new("metric_unknown", "metrics", "metrics 请列出这批数据的指标，代码见 GET /api/v1/metrics。");

    internal static ValidationError PartsInvalid(int maxParts) => new(
        "parts_invalid",
        "parts",
        $"一批可分 1 至 {maxParts} 段，每段 1 至 {ISubmissionsGrain.MaxRowsPerPart} 行：请重新分段。");

    internal static ValidationError PartInvalid(int parts) => new(
        "part_invalid",
        "part",
        $"段号应在 0 与 {parts - 1} 之间，每段 1 至 {ISubmissionsGrain.MaxRowsPerPart} 行：请核对。");

    internal static ValidationError RowOutOfScope(string field, string code) =>
        new("row_outside", field, $"“{code}”不在这批数据列出的范围内：请核对这一行，或重新建一批。");

    internal static ValidationError Incomplete() =>
        new("rows_missing", "rows", "数据还没有传全：请传完所有行后再提交。");

    internal static ValidationError OwnSubmission() =>
        new("four_eyes", "by", "自己提交的数据须由另一人审核：请换一位审核人。");

    internal static ValidationError ReasonMissing(int maxLength) =>
        new("reason_missing", "reason", $"请写明原因，1 至 {maxLength} 个字，对方会看到。");

    internal static ValidationError InvalidState(StoredSubmission stored)
    {
        var step = stored.Shown.Steps[^1];
        var (done, next) = step.State switch
        {
            SubmissionState.Draft => ("还没有提交", "请先提交。"),
            SubmissionState.Submitted => ($"已由 {step.By} 提交，正待审核", "请等待审核，或先由审核人退回。"),
            SubmissionState.Returned => ($"已由 {step.By} 退回修改", "请等待重新提交。"),
            SubmissionState.Publishing => ("正在发布", "请等发布完成。"),
            SubmissionState.Published => ("已经发布", "要改动请用更正，或撤销整批。"),
            SubmissionState.Undoing => ($"正由 {step.By} 撤销", "请等撤销完成。"),
            _ => ("已经撤销", "要重新报送请另建一批。"),
        };
        return new("submission_state", "state", $"这一批{done}：{next}");
    }
}

namespace IpMonitor.Grains.Events;

/// <summary>The reason why a row was rejected.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Field">Name of the invalid field.</param>
/// <param name="Message">User-facing sentence with the remedy.</param>
[GenerateSerializer, Immutable, Alias("ipm.validation-error")]
public sealed record ValidationError(
    [property: Id(0)] string Code,
    [property: Id(1)] string Field,
    [property: Id(2)] string Message)
{
    internal static ValidationError FieldMissing(string field) =>
        new("field_missing", field, $"缺少 {field}：这一栏必填。");

    internal static ValidationError TextInvalid(string field, int max) =>
        new("text_invalid", field, $"{field} 不能超过 {max} 个字，也不能含控制字符（只有 note 可以换行）：请删去多余内容。");

    internal static ValidationError CityUnknown(string city) =>
        new("city_unknown", "city", $"没有代码为“{city}”的市：请填六位行政区划代码，例如淄博市 370300。");

    internal static ValidationError UnitUnknown(string unit) =>
        new("unit_unknown", "unit", $"没有代码为“{unit}”的填报单位：请填县（市、区）的六位代码或单位表中的代码；填报全市数据时留空。");

    internal static ValidationError UnitNotInCity(string unit, string city) =>
        new("unit_not_in_city", "unit", $"填报单位“{unit}”不属于 {city}：请核对市代码与单位代码。");

    internal static ValidationError MetricUnknown(string metric) =>
        new("metric_unknown", "metric", $"没有代码为“{metric}”的指标：代码见 GET /api/v1/metrics。");

    internal static ValidationError MetricDerived(string name, IEnumerable<string> inputs) =>
        new("metric_derived", "metric", $"“{name}”由系统计算，不接受填报：请填报 {string.Join("、", inputs)}。");

    internal static ValidationError NumberInvalid(string field, string text) =>
        new("number_invalid", field, $"“{Truncate(text)}”不是数：请只填数字和小数点，不加千分号、单位或科学记数。");

    internal static ValidationError ValueNegative() =>
        new("value_negative", "value", "数值不能为负：多报的请用更正，不要用负数冲减。");

    internal static ValidationError ValueDecimals() =>
        new("value_decimals", "value", "数值最多四位小数：请按指标的计量单位填报。");

    internal static ValidationError ValueTooLarge() =>
        new("value_too_large", "value", "数值超过上限 100000000000000（10 的 14 次方）：请核对单位，金额以元计。");

    internal static ValidationError WeightInvalid() =>
        new("weight_invalid", "weight", "权重不是件数：请填 1 到 1000000000 的整数。");

    internal static ValidationError WeightNotForMetric() =>
        new("weight_not_for_metric", "weight", "只有平均类指标（如办理周期）才填权重：请留空。");

    internal static ValidationError DateInvalid(string text) =>
        new("date_invalid", "date", $"“{Truncate(text)}”不是日期：请写成 2024-04-20 的形式。");

    internal static ValidationError DateOutOfRange(DateOnly today) =>
        new("date_out_of_range", "date", $"日期应在 1985-01-01 与今天（{today:yyyy-MM-dd}）之间：请核对年份。");

    internal static ValidationError CampaignUnknown(string campaign) =>
        new("campaign_unknown", "campaign", $"没有代码为“{campaign}”的活动：代码见 GET /api/v1/campaigns。");

    internal static ValidationError OpUnknown(string op) =>
        new("op_unknown", "op", $"op 不能是“{Truncate(op)}”：可以是 add、set、replace、withdraw、final，或留空。");

    internal static ValidationError OpNotForMetric(string op, string validOp) =>
        new("op_not_for_metric", "op", $"这一指标不能用 {op}：请用 {validOp} 或留空。");

    internal static ValidationError TargetInvalid() =>
        new("target_invalid", "target", "target 应写成 {\"source\":\"…\",\"id\":\"…\"}，或只写本来源的编号：请核对。");

    internal static ValidationError TargetNotForOp() =>
        new("target_not_for_op", "target", "只有更正（replace）和撤回（withdraw）才填 target：请留空，或填写 op。");

    internal static ValidationError TargetSelf() =>
        new("target_self", "target", "不能更正自己：请把 target 改为要更正的那一条。");

    internal static ValidationError TargetCycle() =>
        new("target_cycle", "target", "这些更正互相指向，成了一圈：请把 target 改为要更正的那一条。");

    internal static ValidationError TargetElsewhere() =>
        new("target_elsewhere", "target", "要更正的那一条属于另一个市或另一项指标：请核对 target、city 与 metric。");

    internal static ValidationError TargetNotYours() =>
        new("target_not_yours", "target", "要更正的那一条由别的来源报送，本来源不能更正：请由原报送单位或省级来源更正。");

    internal static ValidationError TargetIsWithdrawal() =>
        new("target_is_withdrawal", "target", "撤回不能被替换：要恢复原数据，请撤回这条撤回（op 用 withdraw）。");

    internal static ValidationError TargetIsFinal() =>
        new("target_is_final", "target", "核定标记不是数，不能替换：要取消核定，请撤回它（op 用 withdraw）。");

    internal static ValidationError YearFinal(int year) =>
        new("year_final", "date", $"{year} 年的这项指标已核定，不再接受新数：要改动请用更正（replace、withdraw），或由核定单位先撤回核定。");

    internal static ValidationError FinalDate() =>
        new("final_date", "date", "核定标记的日期应为该年的 12 月 31 日，且不晚于今天：请改正日期。");

    internal static ValidationError FinalNotYours(string source) =>
        new("final_not_yours", "source", $"这项指标以“{source}”的数据为准：请由该来源核定。");

    internal static ValidationError AlreadyCorrected() =>
        new("already_corrected", "target", "这一条已有生效的更正：请更正最后生效的那一条，或先撤回原来的更正。");

    internal static ValidationError BasisNotForMetric() =>
        new("basis_not_for_metric", "basis", "只有累加类指标才能报累计数（ytd）：请留空。");

    internal static ValidationError BasisMixed(int year) =>
        new("basis_mixed", "basis", $"这一单位 {year} 年的这项指标已按另一种口径（当期或累计）填报：同一年内请只用一种，改口径请先撤回。");

    internal static ValidationError ValueNotForOp() =>
        new("value_not_for_op", "value", "撤回与核定不带数值：请留空。");

    internal static ValidationError QualifierUnknown(string text) =>
        new("qualifier_unknown", "qualifier", $"qualifier 不能是“{Truncate(text)}”：可以是 exact、over（余）、about（约）。");

    internal static ValidationError BasisUnknown(string text) =>
        new("basis_unknown", "basis", $"basis 不能是“{Truncate(text)}”：可以是 period（当期）、ytd（累计），或留空。");

    internal static ValidationError IdReused() =>
        new("id_reused", "id", "这个编号已经用于内容不同的另一条：编号重复请换新编号；更正已报数据请用更正。");

    internal static ValidationError TotalTooLarge() =>
        new("total_too_large", "value", "加上这一条，当日合计超出可记的范围：请核对数值与权重。");

    private static string Truncate(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}

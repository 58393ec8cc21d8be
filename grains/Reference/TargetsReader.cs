using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>Reads and validates <c>targets.csv</c>. A blank or <c>*</c> city means every city.</summary>
internal static class TargetsReader
{
    private static readonly ImmutableArray<string> Columns =
        ["city", "metric", "period", "goal", "value", "against", "base", "curve", "note"];

    public static TargetList Read(string text, MetricCatalogue catalogue, Places places)
    {
        var keys = new HashSet<(string?, string, string)>();
        return new(ReferenceTableRow.Read("targets.csv", text, Columns, row =>
        {
            var city = row["city"] is "*" ? null : row["city"];
            if (city is not null && city != places.Province.Code && places.FindCity(city) is null)
            {
                throw row.CreateException(
                    "city_unknown", "city", $"没有代码为“{city}”的市：全省填 {places.Province.Code}，各市都适用填 *");
            }
            var metric = catalogue.Find(row.GetText("metric"))
                ?? throw row.CreateException("metric_unknown", "metric", $"没有代码为“{row["metric"]}”的指标");
            if (metric.Better == BetterDirection.None)
                throw row.CreateException("metric_not_scored", "metric", $"“{metric.Name}”只展示，不设目标");
            if (metric.Kind == MetricKind.Composite)
                throw row.CreateException("metric_not_scored", "metric", "综合得分由各项目标算出，不另设目标");
            if (metric.Kind == MetricKind.Coverage && city != places.Province.Code)
                throw row.CreateException("city_invalid", "city", $"“{metric.Name}”是全省的指标：请填 {places.Province.Code}");
            var period = ReportingPeriod.Parse(row.GetText("period"));
            if (period is not { Kind: PeriodKind.Year or PeriodKind.Quarter or PeriodKind.Month })
            {
                throw row.CreateException(
                    "period_invalid", "period", $"“{row["period"]}”不是年、季或月：可以写成 2026、2026Q1、2026-04");
            }
            if (!keys.Add((city, metric.Code, period.Text)))
                throw row.CreateException("target_twice", "period", "同一市、指标、时期的目标出现了两次");
            var target = new TargetDefinition(
                city,
                metric.Code,
                period.Text,
                row.GetEnum("goal", (Goal?)Goal.Reach),
                row.GetDecimal("value"),
                row["against"] is null ? null : row.GetEnum<BenchmarkKind>("against"),
                row.GetDecimal("base"),
                row.GetEnum("curve", (PaceCurve?)PaceCurve.Line),
                row["note"]);
            Validate(row, metric, target, places.Province.Code);
            return target;
        }));
    }

    private static void Validate(ReferenceTableRow row, Metric metric, TargetDefinition target, string province)
    {
        if (target.Goal == Goal.Reach
            && metric.Kind is not (MetricKind.Sum or MetricKind.Level or MetricKind.PerCapita))
        {
            throw row.CreateException(
                "goal_invalid", "goal", "只有累加、存量和人均指标才有要完成的数（reach）：比率与平均用 floor 或 benchmark");
        }
        if (target.Goal == Goal.Floor && metric is { Kind: MetricKind.Sum, Better: BetterDirection.Higher })
            throw row.CreateException("goal_invalid", "goal", "累加指标要完成的数用 reach：底线（floor）用于任何时候都不应低于的数");
        if (target.Goal == Goal.Reach && metric.Better == BetterDirection.Lower)
            throw row.CreateException("goal_invalid", "goal", "越低越好的指标用 floor（不超过）或 benchmark");
        if (target.Goal == Goal.Benchmark
            ? target.Against is null || target.Value is not null
            : target.Against is not null)
            throw row.CreateException("against_invalid", "against", "benchmark 必填 against 而不填 value；其余目标不填 against");
        // The province's sum or level adds up all cities, so it is no benchmark for a single city.
        if (target is { Against: BenchmarkKind.Province or BenchmarkKind.ProvinceLastYear }
            && target.City != province
            && metric.Kind is MetricKind.Sum or MetricKind.Level)
        {
            throw row.CreateException(
                "against_invalid", "against", "全省的累加或存量是各市之和，不能作一个市的标准：请填 own-last-year");
        }
        if (target.Against == BenchmarkKind.Province && target.City == province)
            throw row.CreateException("against_invalid", "against", "全省不能与自己同期比：请填 own-last-year");
        if (target.Goal != Goal.Benchmark && target.Value is not > 0)
            throw row.CreateException("value_invalid", "value", "目标值必填，且大于 0");
        if (target.Base is not null && (target.Goal != Goal.Reach || metric.Kind == MetricKind.Sum))
            throw row.CreateException("base_invalid", "base", "只有存量与人均指标的 reach 目标才填基数");
    }
}

using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Resolves the city, unit, metric and campaign of a row; an unknown name becomes a problem with the closest name.
/// </summary>
internal sealed class RowNameResolver(ReferenceSnapshot reference, string? ownCity)
{
    private readonly NameResolver _names = new(reference);

    public NamedCity? ResolveCity(ParsedRow row)
    {
        var text = row[ImportFields.City] ?? ownCity;
        if (text is null)
        {
            row.AddProblem(ImportFields.City, "field_missing", "缺少市：这一格必填，请填市的全称或六位代码。");
            return null;
        }
        if (_names.ResolveCity(text) is not { } city)
        {
            row.AddProblem(
                ImportFields.City, "city_unknown",
                $"没有名为“{CellParser.Truncate(text)}”的市：{Suggest(text, _names.CityNames)}请填市的全称或六位代码。");
            return null;
        }
        if (ownCity is not null && city.Code != ownCity)
        {
            row.AddProblem(
                ImportFields.City, "city_not_yours",
                $"您的账号只能报送{_names.ResolveCity(ownCity)?.Name ?? ownCity}的数据：请删去{city.Name}的行，由{city.Name}填报。");
            return null;
        }
        return city;
    }

    public ReportingUnit? ResolveUnit(ParsedRow row, NamedCity city)
    {
        if (row[ImportFields.Unit] is not { } text || text == "全市" || text == city.Name || text == city.Code)
            return null;
        if (_names.ResolveUnit(city.Code, text) is { } unit) return unit;
        row.AddProblem(
            ImportFields.Unit, "unit_unknown",
            $"{city.Name}没有名为“{CellParser.Truncate(text)}”的填报单位：{Suggest(text, _names.GetUnitNames(city.Code))}请填县（市、"
                + "区）的全称；报全市的数请留空。");
        return null;
    }

    public Metric? ResolveMetric(ParsedRow row)
    {
        if (row[ImportFields.Metric] is not { } text)
        {
            row.AddProblem(ImportFields.Metric, "field_missing", "缺少指标：这一格必填，请填指标的名称或代码。");
            return null;
        }
        if (_names.ResolveMetric(text) is not { } metric)
        {
            row.AddProblem(
                ImportFields.Metric, "metric_unknown",
                $"没有名为“{CellParser.Truncate(text)}”的指标：{Suggest(text, _names.MetricNames)}名称见模板里的“代码表”。");
            return null;
        }
        if (metric.IsReported) return metric;
        var inputs = reference.Catalogue.GetReportedInputs(metric).Take(4)
            .Select(code => $"“{reference.Catalogue[code].Name}”");
        row.AddProblem(
            ImportFields.Metric, "metric_derived", $"“{metric.Name}”由系统计算，不用填报：请填报{string.Join("、", inputs)}。");
        return null;
    }

    public string? ResolveCampaign(ParsedRow row)
    {
        if (row[ImportFields.Campaign] is not { } text) return null;
        if (_names.ResolveCampaign(text) is { } id) return id;
        row.AddProblem(
            ImportFields.Campaign, "campaign_unknown",
            $"没有名为“{CellParser.Truncate(text)}”的活动：{Suggest(text, _names.CampaignNames)}不属于专项活动的请留空。");
        return null;
    }

    private static string Suggest(string text, IEnumerable<string> names) =>
        ClosestName.Find(text, names) is { } name ? $"是否为“{name}”？" : "";
}

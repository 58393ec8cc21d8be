using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>The place, metric and campaign that a row names; where it names none that there is, the nearest is suggested.</summary>
internal sealed class RowNameResolver(ReferenceSnapshot reference, string? ownCity)
{
    private readonly NameResolver _names = new(reference);

    public NamedCity? ResolveCity(ParsedRow reading)
    {
        var written = reading[ImportFields.City] ?? ownCity;
        if (written is null)
        {
            reading.AddProblem(ImportFields.City, "field_missing", "缺少市：这一格必填，请填市的全称或六位代码。");
            return null;
        }
        if (_names.ResolveCity(written) is not { } city)
        {
            reading.AddProblem(ImportFields.City, "city_unknown", $"没有名为“{CellParser.Truncate(written)}”的市：{Suggest(written, _names.CityNames)}请填市的全称或六位代码。");
            return null;
        }
        if (ownCity is not null && city.Code != ownCity)
        {
            reading.AddProblem(ImportFields.City, "city_not_yours", $"您的账号只能报送{_names.ResolveCity(ownCity)?.Name ?? ownCity}的数据：请删去{city.Name}的行，由{city.Name}填报。");
            return null;
        }
        return city;
    }

    public ReportingUnit? ResolveUnit(ParsedRow reading, NamedCity city)
    {
        if (reading[ImportFields.Unit] is not { } written || written == "全市" || written == city.Name || written == city.Code) return null;
        if (_names.ResolveUnit(city.Code, written) is { } unit) return unit;
        reading.AddProblem(ImportFields.Unit, "unit_unknown", $"{city.Name}没有名为“{CellParser.Truncate(written)}”的填报单位：{Suggest(written, _names.GetUnitNames(city.Code))}请填县（市、区）的全称；报全市的数请留空。");
        return null;
    }

    public Metric? ResolveMetric(ParsedRow reading)
    {
        if (reading[ImportFields.Metric] is not { } written)
        {
            reading.AddProblem(ImportFields.Metric, "field_missing", "缺少指标：这一格必填，请填指标的名称或代码。");
            return null;
        }
        if (_names.ResolveMetric(written) is not { } metric)
        {
            reading.AddProblem(ImportFields.Metric, "metric_unknown", $"没有名为“{CellParser.Truncate(written)}”的指标：{Suggest(written, _names.MetricNames)}名称见模板里的“代码表”。");
            return null;
        }
        if (metric.IsReported) return metric;
        reading.AddProblem(ImportFields.Metric, "metric_derived", $"“{metric.Name}”由系统计算，不用填报：请填报{string.Join("、", reference.Catalogue.GetReportedInputs(metric).Take(4).Select(code => $"“{reference.Catalogue[code].Name}”"))}。");
        return null;
    }

    public string? ResolveCampaign(ParsedRow reading)
    {
        if (reading[ImportFields.Campaign] is not { } written) return null;
        if (_names.ResolveCampaign(written) is { } id) return id;
        reading.AddProblem(ImportFields.Campaign, "campaign_unknown", $"没有名为“{CellParser.Truncate(written)}”的活动：{Suggest(written, _names.CampaignNames)}不属于专项活动的请留空。");
        return null;
    }

    private static string Suggest(string written, IEnumerable<string> names) => ClosestName.Find(written, names) is { } name ? $"是否为“{name}”？" : "";
}

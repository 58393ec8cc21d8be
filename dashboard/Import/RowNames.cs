using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>The place, metric and campaign that a row names; where it names none that there is, the nearest is suggested.</summary>
internal sealed class RowNames(ReferenceSnapshot reference, string? ownCity)
{
    private readonly Namebook _names = new(reference);

    public NamedCity? City(RowReading reading)
    {
        var written = reading[FormFields.City] ?? ownCity;
        if (written is null)
        {
            reading.Refuse(FormFields.City, "field_missing", "缺少市：这一格必填，请填市的全称或六位代码。");
            return null;
        }
        if (_names.City(written) is not { } city)
        {
            reading.Refuse(FormFields.City, "city_unknown", $"没有名为“{TypedCell.Short(written)}”的市：{Perhaps(written, _names.CityNames)}请填市的全称或六位代码。");
            return null;
        }
        if (ownCity is not null && city.Code != ownCity)
        {
            reading.Refuse(FormFields.City, "city_not_yours", $"您的账号只能报送{_names.City(ownCity)?.Name ?? ownCity}的数据：请删去{city.Name}的行，由{city.Name}填报。");
            return null;
        }
        return city;
    }

    public ReportingUnit? Unit(RowReading reading, NamedCity city)
    {
        if (reading[FormFields.Unit] is not { } written || written == "全市" || written == city.Name || written == city.Code) return null;
        if (_names.Unit(city.Code, written) is { } unit) return unit;
        reading.Refuse(FormFields.Unit, "unit_unknown", $"{city.Name}没有名为“{TypedCell.Short(written)}”的填报单位：{Perhaps(written, _names.UnitNames(city.Code))}请填县（市、区）的全称；报全市的数请留空。");
        return null;
    }

    public Metric? Metric(RowReading reading)
    {
        if (reading[FormFields.Metric] is not { } written)
        {
            reading.Refuse(FormFields.Metric, "field_missing", "缺少指标：这一格必填，请填指标的名称或代码。");
            return null;
        }
        if (_names.Metric(written) is not { } metric)
        {
            reading.Refuse(FormFields.Metric, "metric_unknown", $"没有名为“{TypedCell.Short(written)}”的指标：{Perhaps(written, _names.MetricNames)}名称见模板里的“代码表”。");
            return null;
        }
        if (metric.IsReported) return metric;
        reading.Refuse(FormFields.Metric, "metric_derived", $"“{metric.Name}”由系统计算，不用填报：请填报{string.Join("、", reference.Catalogue.GetReportedInputs(metric).Take(4).Select(code => $"“{reference.Catalogue[code].Name}”"))}。");
        return null;
    }

    public string? Campaign(RowReading reading)
    {
        if (reading[FormFields.Campaign] is not { } written) return null;
        if (_names.Campaign(written) is { } id) return id;
        reading.Refuse(FormFields.Campaign, "campaign_unknown", $"没有名为“{TypedCell.Short(written)}”的活动：{Perhaps(written, _names.CampaignNames)}不属于专项活动的请留空。");
        return null;
    }

    private static string Perhaps(string written, IEnumerable<string> names) => Nearest.To(written, names) is { } name ? $"是否为“{name}”？" : "";
}

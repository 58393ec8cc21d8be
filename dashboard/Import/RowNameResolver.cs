using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
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
            reading.AddProblem(ValidationError.Create("field_missing.city", ImportFields.City));
            return null;
        }
        if (_names.ResolveCity(written) is not { } city)
        {
            reading.AddProblem(ValidationError.Create(
                "city_unknown.cell", ImportFields.City, CellParser.Truncate(written), Suggest(written, _names.CityNames)));
            return null;
        }
        if (ownCity is not null && city.Code != ownCity)
        {
            reading.AddProblem(ValidationError.Create("city_not_yours.import", ImportFields.City, MessageArgument.Name(_names.ResolveCity(ownCity)?.Name ?? ownCity, _names.ResolveCity(ownCity)?.NameEn ?? ownCity), MessageArgument.Name(city.Name, city.NameEn)));
            return null;
        }
        return city;
    }

    public ReportingUnit? ResolveUnit(ParsedRow reading, NamedCity city)
    {
        if (reading[ImportFields.Unit] is not { } written || written == "全市" || written == city.Name || written == city.Code) return null;
        if (_names.ResolveUnit(city.Code, written) is { } unit) return unit;
        reading.AddProblem(ValidationError.Create(
            "unit_unknown.cell", ImportFields.Unit, MessageArgument.Name(city.Name, city.NameEn), CellParser.Truncate(written),
            Suggest(written, _names.GetUnitNames(city.Code))));
        return null;
    }

    public Metric? ResolveMetric(ParsedRow reading)
    {
        if (reading[ImportFields.Metric] is not { } written)
        {
            reading.AddProblem(ValidationError.Create("field_missing.metric", ImportFields.Metric));
            return null;
        }
        if (_names.ResolveMetric(written) is not { } metric)
        {
            reading.AddProblem(ValidationError.Create(
                "metric_unknown.cell", ImportFields.Metric, CellParser.Truncate(written), Suggest(written, _names.MetricNames)));
            return null;
        }
        if (metric.IsReported) return metric;
        reading.AddProblem(ValidationError.Create("metric_derived.cell", ImportFields.Metric, MessageArgument.Name(metric.Name, metric.NameEn), MessageArgument.List(reference.Catalogue.GetReportedInputs(metric).Take(4).Select(code => MessageArgument.Message("quoted", MessageArgument.Name(reference.Catalogue[code].Name, reference.Catalogue[code].NameEn))))));
        return null;
    }

    public string? ResolveCampaign(ParsedRow reading)
    {
        if (reading[ImportFields.Campaign] is not { } written) return null;
        if (_names.ResolveCampaign(written) is { } id) return id;
        reading.AddProblem(ValidationError.Create(
            "campaign_unknown.cell", ImportFields.Campaign, CellParser.Truncate(written),
            Suggest(written, _names.CampaignNames)));
        return null;
    }

    private static MessageArgument Suggest(string written, IEnumerable<string> names) =>
        ClosestName.Find(written, names) is { } name ? MessageArgument.Message("closest_name", name) : "";
}

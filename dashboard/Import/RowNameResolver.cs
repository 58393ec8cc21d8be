using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Resolves the city, unit, metric and campaign of a row; an unknown name becomes a problem with the closest name.
/// </summary>
internal sealed class RowNameResolver(
    ReferenceSnapshot reference, NameResolver names, MeasureUnits units, string? ownCity)
{
    private readonly NameResolver _names = names;

    /// <summary>Splits a unit in brackets from the name of a metric: 质押融资登记金额（万元）.</summary>
    public static (string Name, string? Unit) SplitMetric(string text)
    {
        var bracket = text.LastIndexOf('(');
        return bracket > 0 && text.EndsWith(')')
            ? (text[..bracket].Trim(), text[(bracket + 1)..^1].Trim())
            : (text, null);
    }

    public NamedCity? ResolveCity(ParsedRow row)
    {
        var text = row[ImportFields.City] ?? ownCity;
        if (text is null)
        {
            row.AddProblem(ValidationError.Create("field_missing.city", ImportFields.City));
            return null;
        }
        if (_names.ResolveCity(text) is not { } city)
        {
            row.AddProblem(ValidationError.Create(
                "city_unknown.cell", ImportFields.City, CellParser.Truncate(text), Suggest(text, _names.CityNames)));
            return null;
        }
        if (ownCity is not null && city.Code != ownCity)
        {
            row.AddProblem(ValidationError.Create(
                "city_not_yours.import", ImportFields.City,
                _names.ResolveCity(ownCity) is { } own ? MessageArgument.Name(own.Name, own.NameEn) : ownCity,
                MessageArgument.Name(city.Name, city.NameEn)));
            return null;
        }
        return city;
    }

    public ReportingUnit? ResolveUnit(ParsedRow row, NamedCity city)
    {
        if (row[ImportFields.Unit] is not { } text || text == "全市" || text == city.Name || text == city.Code)
            return null;
        if (_names.ResolveUnit(city.Code, text) is { } unit) return unit;
        row.AddProblem(ValidationError.Create(
            "unit_unknown.cell", ImportFields.Unit, MessageArgument.Name(city.Name, city.NameEn),
            CellParser.Truncate(text), Suggest(text, _names.GetUnitNames(city.Code))));
        return null;
    }

    public Metric? ResolveMetric(ParsedRow row)
    {
        if (row[ImportFields.Metric] is not { } text)
        {
            row.AddProblem(ValidationError.Create("field_missing.metric", ImportFields.Metric));
            return null;
        }
        // 专利授权量（发明） is another metric.
        var (name, unit) = SplitMetric(text);
        if ((_names.ResolveMetric(text)
            ?? (unit is not null && units.IsKnown(unit) ? _names.ResolveMetric(name) : null)) is not { } metric)
        {
            row.AddProblem(ValidationError.Create(
                "metric_unknown.cell", ImportFields.Metric, CellParser.Truncate(text),
                Suggest(text, _names.MetricNames)));
            return null;
        }
        if (metric.IsReported) return metric;
        var inputs = reference.Catalogue.GetReportedInputs(metric).Take(4)
            .Select(code => reference.Catalogue[code])
            .Select(input => MessageArgument.Message("quoted", MessageArgument.Name(input.Name, input.NameEn)));
        row.AddProblem(ValidationError.Create(
            "metric_derived.cell", ImportFields.Metric, MessageArgument.Name(metric.Name, metric.NameEn),
            MessageArgument.List(inputs)));
        return null;
    }

    public string? ResolveCampaign(ParsedRow row)
    {
        if (row[ImportFields.Campaign] is not { } text) return null;
        if (_names.ResolveCampaign(text) is { } id) return id;
        row.AddProblem(ValidationError.Create(
            "campaign_unknown.cell", ImportFields.Campaign, CellParser.Truncate(text),
            Suggest(text, _names.CampaignNames)));
        return null;
    }

    private static MessageArgument Suggest(string text, IEnumerable<string> names) =>
        ClosestName.Find(text, names) is { } name ? MessageArgument.Message("closest_name", name) : "";
}

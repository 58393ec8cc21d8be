using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Finds places, metrics and campaigns by what people call them: code, name, or the name without its last word.</summary>
internal sealed class Namebook
{
    private readonly Dictionary<string, NamedCity> _cities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string City, string Name), ReportingUnit> _units = [];
    private readonly Dictionary<string, Metric> _metrics = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _campaigns = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, string> _unitNames;

    public Namebook(ReferenceSnapshot reference)
    {
        foreach (var city in reference.Places.Cities)
            foreach (var name in (string[])[city.Code, city.Name, city.Name.TrimEnd('市'), city.NameEn]) _cities.TryAdd(name, city);
        foreach (var unit in reference.Places.Units)
            foreach (var name in (string[])[unit.Code, unit.Name]) _units.TryAdd((unit.City, name), unit);
        // 历下 for 历下区, where that is nobody else's name.
        foreach (var unit in reference.Places.Units.Where(unit => unit.Name.Length > 2)) _units.TryAdd((unit.City, unit.Name[..^1]), unit);
        foreach (var metric in reference.Catalogue.All)
            foreach (var name in (string[])[metric.Code, metric.Name, metric.NameEn]) _metrics.TryAdd(TypedCell.Plain(name), metric);
        foreach (var campaign in reference.Campaigns.All)
            foreach (var name in (string[])[campaign.Id, campaign.Name, campaign.NameEn]) _campaigns.TryAdd(TypedCell.Plain(name), campaign.Id);
        _unitNames = reference.Places.Units.ToLookup(unit => unit.City, unit => unit.Name);
        (CityNames, MetricNames, CampaignNames) = ([.. reference.Places.Cities.Select(city => city.Name)],
            [.. reference.Catalogue.All.Where(metric => metric.IsReported).Select(metric => metric.Name)], [.. reference.Campaigns.All.Select(campaign => campaign.Name)]);
    }

    public IReadOnlyList<string> CityNames { get; }

    /// <summary>Of those that are reported.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    public IReadOnlyList<string> CampaignNames { get; }

    public IEnumerable<string> UnitNames(string city) => _unitNames[city];

    public NamedCity? City(string written) => _cities.GetValueOrDefault(TypedCell.Plain(written));

    public ReportingUnit? Unit(string city, string written) => _units.GetValueOrDefault((city, TypedCell.Plain(written)));

    public Metric? Metric(string written) => _metrics.GetValueOrDefault(TypedCell.Plain(written));

    public string? Campaign(string written) => _campaigns.GetValueOrDefault(TypedCell.Plain(written));
}

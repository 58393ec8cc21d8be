using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Resolves cities, units, metrics and campaigns by code, name or short name (without 市, 区, 县).</summary>
internal sealed class NameResolver
{
    private readonly Dictionary<string, NamedCity> _cities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string City, string Name), ReportingUnit> _units = [];
    private readonly Dictionary<string, Metric> _metrics = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _campaigns = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, string> _unitNames;

    public NameResolver(ReferenceSnapshot reference)
    {
        foreach (var city in reference.Places.Cities)
            foreach (var name in (string[])[city.Code, city.Name, city.Name.TrimEnd('市'), city.NameEn])
                _cities.TryAdd(name, city);
        foreach (var unit in reference.Places.Units)
            foreach (var name in (string[])[unit.Code, unit.Name]) _units.TryAdd((unit.City, name), unit);
        // Short names (历下 for 历下区) unless another unit of the city has that name.
        foreach (var unit in reference.Places.Units.Where(unit => unit.Name.Length > 2))
            _units.TryAdd((unit.City, unit.Name[..^1]), unit);
        foreach (var metric in reference.Catalogue.All)
            foreach (var name in (string[])[metric.Code, metric.Name, metric.NameEn])
                _metrics.TryAdd(CellParser.Normalize(name), metric);
        foreach (var campaign in reference.Campaigns.All)
            foreach (var name in (string[])[campaign.Id, campaign.Name, campaign.NameEn])
                _campaigns.TryAdd(CellParser.Normalize(name), campaign.Id);
        _unitNames = reference.Places.Units.ToLookup(unit => unit.City, unit => unit.Name);
        ProvinceName = reference.Places.Province.Name;
        CityNames = [.. reference.Places.Cities.Select(city => city.Name)];
        MetricNames = [.. reference.Catalogue.All.Where(metric => metric.IsReported).Select(metric => metric.Name)];
        CampaignNames = [.. reference.Campaigns.All.Select(campaign => campaign.Name)];
    }

    public string ProvinceName { get; }

    public IReadOnlyList<string> CityNames { get; }

    /// <summary>The names of reported metrics; derived metrics are left out.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    public IReadOnlyList<string> CampaignNames { get; }

    public IEnumerable<string> GetUnitNames(string city) => _unitNames[city];

    public NamedCity? ResolveCity(string text) => _cities.GetValueOrDefault(CellParser.Normalize(text));

    public ReportingUnit? ResolveUnit(string city, string text) =>
        _units.GetValueOrDefault((city, CellParser.Normalize(text)));

    public Metric? ResolveMetric(string text) => _metrics.GetValueOrDefault(CellParser.Normalize(text));

    public string? ResolveCampaign(string text) => _campaigns.GetValueOrDefault(CellParser.Normalize(text));
}

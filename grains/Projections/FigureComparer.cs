using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Compares the figures of groups over time, like for like. Pure.</summary>
public sealed class FigureComparer(ProvinceProjection province)
{
    /// <summary>Compares the figures of a city or, by its code, of the province; null without both figures.</summary>
    public ComparableFigures? Compare(string place, Metric metric, ReportingPeriod now, ReportingPeriod then)
    {
        if (place == province.Reference.Places.Province.Code) return CompareProvince(metric, now, then);
        return province.GetCityFigure(place, metric, now).Figure is { } figure
            && province.GetCityFigure(place, metric, then).Figure is { } before
            ? CompareCity(place, metric, (now, figure), (then, before))
            : null;
    }

    /// <summary>Compares the figures of a city in two periods by the units that count in both.</summary>
    /// <remarks>The figures are given because a ranking uses another population than a single city.</remarks>
    public ComparableFigures CompareCity(
        string city,
        Metric metric,
        (ReportingPeriod Period, Figure Figure) now,
        (ReportingPeriod Period, Figure Figure) then)
    {
        var (members, of) = GetCommonMembers(city, metric, now.Period, then.Period);
        return members is null
            ? new(now.Figure, then.Figure, of, of)
            : new(Calculate(now), Calculate(then), members.Count, of);

        Figure? Calculate((ReportingPeriod Period, Figure Figure) side) => FigureCalculator.Calculate(
            metric,
            code => province.GetAggregate(city, code, side.Period, members),
            metric.Kind == MetricKind.PerCapita ? (long?)side.Figure.Denominator : null);
    }

    /// <summary>Compares the figures of the province in two periods by the cities that reported in both.</summary>
    public ComparableFigures CompareProvince(Metric metric, ReportingPeriod now, ReportingPeriod then)
    {
        var (citiesNow, citiesThen) =
            (province.GetReportingCities(metric, now), province.GetReportingCities(metric, then));
        var members = new Dictionary<string, IReadOnlySet<string>?>();
        foreach (var city in citiesNow.Intersect(citiesThen))
        {
            var (common, of) = GetCommonMembers(city, metric, now, then);
            if (common is null || ComparableFigures.IsHalf(common.Count, of)) members.Add(city, common);
        }
        return new(
            province.CalculateTotal(metric, now, members, members.Count).Figure,
            province.CalculateTotal(metric, then, members, members.Count).Figure,
            members.Count,
            citiesNow.Union(citiesThen).Count());
    }

    // Returns the members on both sides (null: the same on both), and the number on either side.
    private (HashSet<string>? Common, int Of) GetCommonMembers(
        string city, Metric metric, ReportingPeriod now, ReportingPeriod then)
    {
        HashSet<string>? common = null;
        var (all, isSame) = (new HashSet<string>(), true);
        foreach (var code in metric.Inputs)
        {
            var input = province.Reference.Catalogue[code];
            var (membersNow, membersThen) =
                (province.GetCity(city).GetMembers(input, now), province.GetCity(city).GetMembers(input, then));
            isSame &= membersNow.SetEquals(membersThen);
            all.UnionWith(membersNow);
            all.UnionWith(membersThen);
            if (common is null) common = [.. membersNow];
            else common.IntersectWith(membersNow);
            common.IntersectWith(membersThen);
        }
        return isSame ? (null, all.Count) : (common, all.Count);
    }
}

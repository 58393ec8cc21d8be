using System.Collections.Immutable;
using IpMonitor.Grains.Books;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>Makes the answers that compare cities, out of the province's book: pure, given the day it is.</summary>
public sealed class RankingBook(Catalogue catalogue, Places places)
{
    private const int MaxKept = 2000;
    private readonly ProvinceBook _book = new(catalogue, places);
    private readonly Dictionary<(string Metric, DateOnly Start, DateOnly End, string? Campaign), Standing> _standings = [];

    /// <summary>Answers include every event up to this position and none after.</summary>
    public long Position => _book.Position;

    /// <summary>Takes over what changed, and tells which metrics' figures may have changed.</summary>
    public IReadOnlySet<string> Apply(Changes changes)
    {
        var touched = _book.Apply(changes);
        if (_standings.Count > MaxKept) _standings.Clear();
        foreach (var key in _standings.Keys.Where(key => touched.Contains(key.Metric)).ToList()) _standings.Remove(key);
        return touched;
    }

    /// <summary>The cities ranked by a metric.</summary>
    public RankingAnswer Ranking(Metric metric, ReportingPeriod period, Baseline baseline, DateOnly today)
    {
        var now = StandingOf(metric, period)!;
        var before = StandingOf(metric, baseline == Baseline.LastYear ? period.YearBefore(today) : period.Before(today));
        var lastYear = StandingOf(metric, period.YearBefore(today));
        var reporting = _book.Reporting(metric, period).ToHashSet();
        return new(Position, metric.Code, period.Text, baseline, now.PopulationYear,
            [.. now.Places.Select(place => Row(metric, place, before?.Of(place.City), lastYear?.Of(place.City)))],
            Unranked(city => !reporting.Contains(city)),
            Unranked(reporting.Contains));

        ImmutableArray<UnrankedCity> Unranked(Func<string, bool> which) =>
        [
            .. places.Cities.Where(city => now.Of(city.Code) is null && which(city.Code))
                .Select(city => new UnrankedCity(city.Code, city.Name, city.NameEn)),
        ];
    }

    /// <summary>Everything one city has a figure for.</summary>
    public CityAnswer City(NamedCity city, ReportingPeriod period, DateOnly today) =>
        new(Position, city, period.Text, [.. catalogue.All.Select(metric => OfCity(city.Code, metric, period, today)).OfType<MetricFigure>()]);

    /// <summary>Everything the province has a figure for.</summary>
    public ProvinceAnswer Province(ReportingPeriod period, DateOnly today) =>
        new(Position, period.Text, [.. catalogue.All.Select(metric => OfProvince(metric, period, today)).OfType<MetricFigure>()]);

    /// <summary>How a metric went over the steps of a period, up to today.</summary>
    public TrendAnswer Trend(Metric metric, ReportingPeriod period, DateOnly today)
    {
        var steps = period.Steps().TakeWhile(step => step.Start <= today).ToList();
        var figures = steps.ConvertAll(step => _book.OfCities(metric, step).Figures);
        return new(Position, metric.Code, period.Text, [.. steps.Select(step => step.Text)],
            [.. places.Cities
                .Where(city => figures.Exists(step => step.ContainsKey(city.Code)))
                .Select(city => new TrendLine(city.Code, city.Name, city.NameEn,
                    [.. figures.Select(step => step.GetValueOrDefault(city.Code)?.Exact.Rounded())]))]);
    }

    private RankingRow Row(Metric metric, CityRank place, CityRank? before, CityRank? lastYear)
    {
        var city = places.FindCity(place.City)!;
        return new(place.Rank, before?.Rank, city.Code, city.Name, city.NameEn, place.Figure.Exact.Rounded(),
            place.Figure.Qualifier.Shown(), place.Figure.ReadingDate,
            Comparison.Between(metric, place.Figure, lastYear?.Figure), place.Tie ? true : null, MetricFigure.Corrections(place.Figure));
    }

    private MetricFigure? OfCity(string city, Metric metric, ReportingPeriod period, DateOnly today)
    {
        if (_book.OfCity(city, metric, period) is not ({ } figure, var year)) return null;
        var standing = metric.IsRanked ? StandingOf(metric, period) : null;
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Comparison.Between(metric, figure, Before(period.YearBefore(today))),
            Mom = Comparison.Between(metric, figure, Before(period.Before(today))),
            Rank = standing?.Of(city)?.Rank,
            Of = standing?.Places.Length,
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _book.OfCity(city, metric, earlier).Figure;
    }

    private MetricFigure? OfProvince(Metric metric, ReportingPeriod period, DateOnly today)
    {
        if (_book.OfProvince(metric, period) is not ({ } figure, var cities, var year)) return null;
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Comparison.Between(metric, figure, Before(period.YearBefore(today))),
            Mom = Comparison.Between(metric, figure, Before(period.Before(today))),
            Cities = cities,
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _book.OfProvince(metric, earlier).Figure;
    }

    private Standing? StandingOf(Metric metric, ReportingPeriod? period)
    {
        if (period is null) return null;
        var key = (metric.Code, period.Start, period.End, period.Campaign);
        if (!_standings.TryGetValue(key, out var standing))
        {
            var (figures, year) = _book.OfCities(metric, period);
            _standings.Add(key, standing = new(metric.Better, figures, year));
        }
        return standing;
    }
}

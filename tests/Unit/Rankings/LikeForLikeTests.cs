using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>A group is compared over time by the members that have figures on both sides (可比口径).</summary>
public sealed class LikeForLikeTests
{
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private const string Today = "2025-06-01";
    private static readonly string[] Cities = ["370100", "370200", "370300", "370400"];
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_province_with_one_city_a_year_before_has_no_growth()
    {
        foreach (var city in Cities) _scenario.Report(city, Sum, "2024-05-01", 100);
        _scenario.Report("370100", Sum, "2023-05-01", 20);
        var yoy = Province(Sum)!.Yoy!;
        Assert.Equal((20m, null, 1, 4), (yoy.Base, yoy.Percent, yoy.Comparable, yoy.Of));
        Assert.Null(yoy.Value);
    }

    [Fact]
    public void A_province_compares_the_cities_of_both_years_if_they_are_at_least_half()
    {
        foreach (var city in Cities) _scenario.Report(city, Sum, "2024-05-01", 100);
        _scenario.Report("370100", Sum, "2023-05-01", 80).Report("370200", Sum, "2023-05-01", 120);
        var figure = Province(Sum)!;
        Assert.Equal(400m, figure.Value);
        Assert.Equal(
            (200m, 200m, 0m, 0m, 2, 4),
            (figure.Yoy!.Base, figure.Yoy.Value, figure.Yoy.Percent, figure.Yoy.Change, figure.Yoy.Comparable,
                figure.Yoy.Of));
    }

    [Fact]
    public void A_city_that_stopped_reporting_counts_on_neither_side()
    {
        _scenario.Report("370100", Sum, "2024-05-01", 30).Report("370200", Sum, "2024-05-01", 30)
            .Report("370100", Sum, "2023-05-01", 20).Report("370200", Sum, "2023-05-01", 20)
            .Report("370300", Sum, "2023-05-01", 500);
        var yoy = Province(Sum)!.Yoy!;
        Assert.Equal((40m, 50m, 2, 3), (yoy.Base, yoy.Percent, yoy.Comparable, yoy.Of));
        // The figure itself is that of the comparable cities.
        Assert.Null(yoy.Value);
    }

    [Fact]
    public void Cities_that_are_the_same_are_all_comparable()
    {
        foreach (var city in Cities) _scenario.Report(city, Sum, "2024-05-01", 12).Report(city, Sum, "2023-05-01", 10);
        var yoy = Province(Sum)!.Yoy!;
        Assert.Equal((40m, 20m, 8m, 4, 4), (yoy.Base, yoy.Percent, yoy.Change, yoy.Comparable, yoy.Of));
    }

    [Fact]
    public void Ratios_and_densities_of_the_province_are_compared_like_for_like()
    {
        _scenario.WithPopulation("370100,2020,1000000", "370200,2020,1000000", "370300,2020,1000000");
        foreach (var city in Cities.Take(3)) _scenario.Report(city, Level, "2024-05-01", 200);
        foreach (var city in Cities.Take(2)) _scenario.Report(city, Level, "2023-05-01", 100);
        Report("2024-05-01", ("370100", 90, 100), ("370200", 90, 100), ("370300", 10, 100));
        Report("2023-05-01", ("370100", 80, 100), ("370200", 80, 100));
        var density = Province("patent.invention.per10k")!.Yoy!;
        Assert.Equal((1m, 100m, 2, 3), (density.Base, density.Percent, density.Comparable, density.Of));
        var ratio = Province("court.closed.rate")!.Yoy!;
        Assert.Equal((80m, 10m, 90m, 2, 3), (ratio.Base, ratio.Points, ratio.Value, ratio.Comparable, ratio.Of));

        void Report(string date, params (string City, decimal Closed, decimal Accepted)[] rows)
        {
            foreach (var (city, closed, accepted) in rows)
                _scenario.Report(city, "court.closed", date, closed).Report(city, "court.accepted", date, accepted);
        }
    }

    [Fact]
    public void A_coverage_is_compared_among_the_cities_with_readings_on_both_days()
    {
        foreach (var city in Cities) _scenario.Report(city, "mediation.org.valid", "2024-05-01", 1);
        _scenario.Report("370100", "mediation.org.valid", "2023-05-01", 1)
            .Report("370200", "mediation.org.valid", "2023-05-01", 0);
        var yoy = Province("mediation.coverage")!.Yoy!;
        Assert.Equal((50m, 50m, 100m, 2, 4), (yoy.Base, yoy.Points, yoy.Value, yoy.Comparable, yoy.Of));
    }

    [Fact]
    public void A_city_that_adds_up_units_compares_the_units_of_both_years()
    {
        Units("2024-05-01", ("370302", 50), ("370303", 70), ("370304", 900));
        Units("2023-05-01", ("370302", 40), ("370303", 60));
        var yoy = City(Sum)!.Yoy!;
        Assert.Equal(
            (100m, 120m, 20m, 2, 3), (yoy.Base, yoy.Value, yoy.Percent, yoy.Comparable, yoy.Of));
        // The ranking and the province compare the same units.
        Assert.Equal(yoy, Ranking(Sum).Rows.Single().Yoy);
        var province = Province(Sum)!.Yoy!;
        Assert.Equal((100m, 120m, 20m, null), (province.Base, province.Value, province.Percent, province.Comparable));
    }

    [Fact]
    public void A_city_of_other_units_than_before_has_no_growth()
    {
        Units("2024-05-01", ("370302", 50), ("370303", 70), ("370304", 90));
        Units("2023-05-01", ("370302", 5));
        var yoy = City(Sum)!.Yoy!;
        Assert.Equal((5m, null, 1, 3), (yoy.Base, yoy.Percent, yoy.Comparable, yoy.Of));
        var province = Province(Sum)!.Yoy!;
        Assert.Equal((null, 0, 1), (province.Percent, province.Comparable, province.Of));
    }

    [Fact]
    public void A_whole_city_is_not_compared_with_some_of_its_units()
    {
        _scenario.Report("370300", Sum, "2024-05-01", 2000);
        Units("2023-05-01", ("370302", 5), ("370303", 5));
        var yoy = City(Sum)!.Yoy!;
        Assert.Equal((10m, null, 0, 3), (yoy.Base, yoy.Percent, yoy.Comparable, yoy.Of));
    }

    [Fact]
    public void Levels_of_units_are_compared_like_for_like_with_the_end_of_last_year()
    {
        foreach (var (unit, value) in ((string, int)[])[("370302", 20), ("370303", 30), ("370304", 9)])
            _scenario.Report("370300", Level, "2024-05-01", value, unit: unit);
        foreach (var (unit, value) in ((string, int)[])[("370302", 10), ("370303", 20)])
            _scenario.Report("370300", Level, "2023-12-31", value, unit: unit);
        var change = City(Level)!.YearEnd!;
        Assert.Equal(
            (30m, 50m, 20m, 2, 3), (change.Base, change.Value, change.Change, change.Comparable, change.Of));
        Assert.Null(City(Sum)?.YearEnd);
    }

    [Fact]
    public void A_composite_compares_the_indicators_and_cities_of_both_years()
    {
        _scenario.WithScheme($"{Sum} 50 minMax", "loan.released 50 minMax");
        // The same values in both years; a further city and a further indicator this year.
        foreach (var (city, value) in Cities.Zip([10m, 20m, 30m]))
            _scenario.Report(city, Sum, "2024-05-01", value).Report(city, Sum, "2023-05-01", value)
                .Report(city, "loan.released", "2024-05-01", value);
        _scenario.Report("370400", Sum, "2024-05-01", 90);
        var yoy = _scenario.BuildRanking(Today)
            .GetFigure("370200", _scenario.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2024"))!.Yoy!;
        Assert.Equal((25m, 25m, 0m, 1, 2), (yoy.Base, yoy.Value, yoy.Percent, yoy.Comparable, yoy.Of));
    }

    [Theory]
    [InlineData(1, null, null)]
    [InlineData(2, 200, 100)]
    public void A_benchmark_of_the_own_last_year_holds_the_same_cities_against_each_other(
        int citiesLastYear, int? benchmark, int? done)
    {
        _scenario.WithTargets($"370000,{Sum},2024,benchmark,,ownLastYear,,,");
        foreach (var city in Cities) _scenario.Report(city, Sum, "2024-05-01", 100);
        foreach (var (city, value) in Cities.Zip([80m, 120m]).Take(citiesLastYear))
            _scenario.Report(city, Sum, "2023-05-01", value);
        var target = _scenario.EvaluateTarget(ProjectionScenario.Province, Sum, "2024", Today);
        Assert.Equal((benchmark, done), (target.Value, target.Done));
    }

    private void Units(string date, params (string Unit, decimal Value)[] rows)
    {
        foreach (var (unit, value) in rows) _scenario.Report("370300", Sum, date, value, unit: unit);
    }

    private MetricFigure? Province(string metric) => Figure(ProjectionScenario.Province, metric);

    private MetricFigure? City(string metric) => Figure("370300", metric);

    private MetricFigure? Figure(string place, string metric) => _scenario.BuildRanking(Today).GetFigure(
        place, _scenario.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod("2024"));

    private RankingResponse Ranking(string metric) => _scenario.BuildRanking(Today).GetRanking(
        _scenario.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod("2024"), Baseline.Previous);
}

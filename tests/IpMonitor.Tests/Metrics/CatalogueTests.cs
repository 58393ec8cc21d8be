using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Tests.Metrics;

public sealed class CatalogueTests
{
    [Fact]
    public void The_catalogue_that_comes_along_is_whole()
    {
        var catalogue = Catalogue.Load();
        Assert.Equal(84, catalogue.All.Length);
        Assert.Equal(MetricKind.PerCapita, catalogue["patent.invention.per10k"].Kind);
        Assert.False(catalogue["fine.amount"].IsRanked);
        Assert.False(catalogue["mediation.coverage"].IsRanked);
        Assert.Contains(catalogue["court.closed.rate"], catalogue.WorkedOutOf("court.closed"));
    }

    [Fact]
    public void A_ratio_of_something_that_is_no_sum_is_refused()
    {
        Metric level = new("a", "甲", "A", "p", MetricKind.Level, "件", Better.Higher, null, null, null);
        Metric ratio = new("r", "比", "R", "p", MetricKind.Ratio, "%", Better.Higher, "a", "a", null);
        Assert.Throws<InvalidDataException>(() => new Catalogue([level, ratio]));
    }

    [Fact]
    public void All_cities_counties_and_campaigns_are_there()
    {
        var places = Places.Load();
        Assert.Equal(16, places.Cities.Length);
        Assert.Equal(136, places.Units.Count(unit => unit.Kind == "county"));
        Assert.All(places.Units, unit => Assert.NotNull(places.FindCity(unit.City)));
        Assert.All(places.Units.Where(unit => unit.Kind == "county"), unit => Assert.StartsWith(unit.City[..4], unit.Code, StringComparison.Ordinal));
        Assert.Equal(16, CampaignList.Load().Find("publicity-week-2025")!.Cities.Length);
    }
}

using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Metrics;

public sealed class CatalogueTests
{
    [Fact]
    public void The_built_in_catalogue_is_complete()
    {
        var catalogue = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Catalogue;
        Assert.Equal(84, catalogue.All.Count(metric => metric.Kind != MetricKind.Composite));
        Assert.Equal("score.overall", catalogue.All[^1].Code);
        Assert.Equal(MetricKind.PerCapita, catalogue["patent.invention.per10k"].Kind);
        Assert.False(catalogue["fine.amount"].IsRanked);
        Assert.False(catalogue["mediation.coverage"].IsRanked);
        Assert.Contains(catalogue["court.closed.rate"], catalogue.GetDependents("court.closed"));
    }

    // Volumes of enforcement must not be ranked or scored: 国办发〔2024〕54号, Administrative Penalty Law, art. 74.
    [Fact]
    public void Inspections_are_not_ranked_and_the_sample_scheme_scores_no_volume_of_enforcement()
    {
        var catalogue = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Catalogue;
        string[] inspections = ["market.inspected", "operator.inspected", "software.inspected", "agency.inspected"];
        Assert.All(inspections, code => Assert.False(catalogue[code].IsRanked));
        var sample = catalogue["score.overall"];
        Assert.Contains("样例", sample.Name, StringComparison.Ordinal);
        Assert.Contains("国知发管字〔2014〕34号", sample.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(sample.Indicators, indicator =>
            catalogue[indicator.Metric] is { Pillar: "enforcement", Kind: MetricKind.Sum });
    }

    [Fact]
    public void The_built_in_places_and_campaigns_are_complete()
    {
        var reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
        var places = reference.Places;
        Assert.Equal(16, places.Cities.Length);
        Assert.Equal(136, places.Units.Count(unit => unit.Kind == "county"));
        Assert.All(places.Units, unit => Assert.NotNull(places.FindCity(unit.City)));
        Assert.All(
            places.Units.Where(unit => unit.Kind == "county"),
            unit => Assert.StartsWith(unit.City[..4], unit.Code, StringComparison.Ordinal));
        Assert.Equal(16, reference.Campaigns.Find("publicity-week-2025")!.Cities.Length);
    }
}

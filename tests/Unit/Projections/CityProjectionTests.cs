using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Projections;

public sealed class CityProjectionTests
{
    private static readonly MetricCatalogue Catalogue = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Catalogue;
    private static readonly Metric Sum = Catalogue["pledge.amount"];
    private static readonly Metric Level = Catalogue["patent.invention.valid"];
    private static readonly Metric Mean = Catalogue["case.trademark.days"];
    private readonly CityProjection _projection = new();
    private int _ids;

    [Fact]
    public void A_sum_adds_up_over_the_days_of_the_period_and_inherits_over()
    {
        Apply(Sum, "2024-03-31", 1);
        Apply(Sum, "2024-04-01", 2.5m);
        Apply(Sum, "2024-04-30", 4, qualifier: Qualifier.Over);
        Apply(Sum, "2024-05-01", 8);
        Assert.Equal(6.5m, Value(Sum, "2024-04"));
        Assert.Equal(Qualifier.Over, Read(Sum, "2024-04")!.Qualifier);
        Assert.Equal(Qualifier.Exact, Read(Sum, "2024-03")!.Qualifier);
        Assert.Null(Read(Sum, "2023"));
    }

    [Fact]
    public void A_level_is_the_latest_reading_by_date_then_by_known_time()
    {
        Apply(Level, "2024-03-31", 100);
        Apply(Level, "2024-06-30", 130);
        Apply(Level, "2024-06-30", 120);
        Apply(Level, "2024-05-31", 999); // reported last, dated earlier
        Assert.Equal((120m, new DateOnly(2024, 6, 30)), (Value(Level, "2024"), Read(Level, "2024")!.Date));
        Assert.Equal(100m, Value(Level, "2024-04"));
        Assert.Equal(120m, Value(Level, "2026"));
        Assert.Null(Read(Level, "2023"));
    }

    [Fact]
    public void A_years_sum_counts_the_whole_city_or_its_units_never_both()
    {
        Apply(Sum, "2023-05-01", 3, unit: "370303");
        Apply(Sum, "2023-06-01", 4, unit: "370302");
        Apply(Sum, "2024-05-01", 3, unit: "370303");
        Assert.Equal(10m, Value(Sum, "2023-01-01..2024-12-31"));
        Apply(Sum, "2024-12-01", 5);
        Assert.Equal(5m, Value(Sum, "2024"));
        Assert.Equal(12m, Value(Sum, "2023-01-01..2024-12-31"));
        Assert.Null(Read(Sum, "2024-05")); // the year has whole-city events, but none in May
    }

    [Fact]
    public void A_level_sums_units_until_the_city_has_its_own_reading()
    {
        Apply(Level, "2024-01-31", 10, unit: "370303");
        Apply(Level, "2024-03-31", 20, unit: "370302");
        Apply(Level, "2024-04-30", 11, unit: "370303");
        Assert.Equal(30m, Value(Level, "2024-03"));
        Assert.Equal((31m, new DateOnly(2024, 4, 30)), (Value(Level, "2024-04"), Read(Level, "2024-04")!.Date));
        Apply(Level, "2024-05-31", 40);
        Assert.Equal(40m, Value(Level, "2024"));
        Assert.Equal(31m, Value(Level, "2024-04"));
    }

    [Fact]
    public void A_mean_is_weighted_by_cases()
    {
        Apply(Mean, "2024-01-31", 30, weight: 1);
        Apply(Mean, "2024-02-29", 20, weight: 3);
        var figure = FigureCalculator.Calculate(
            Mean, code => _projection.GetAggregate(Catalogue[code], ReportingPeriod.ForYear(2024)), null)!;
        Assert.Equal((22.5m, 90m, 4m), (figure.ExactValue.ToDecimal(), figure.Numerator, figure.Denominator));
    }

    [Fact]
    public void Campaign_events_count_in_campaign_and_city_whatever_their_date()
    {
        Apply(Sum, "2025-04-16", 7, campaign: "publicity-week-2025");
        Apply(Sum, "2025-04-21", 1);
        Assert.Equal(7m, ToValue(_projection.GetAggregate(Sum, ReportingPeriod.ForCampaign("publicity-week-2025"))));
        Assert.Equal(8m, Value(Sum, "2025"));
    }

    [Fact]
    public void An_event_beyond_the_largest_total_is_rejected_alone()
    {
        var day = new DateOnly(2024, 1, 31);
        Event CreateLarge(string id) =>
            new(
                "t", id, "370300", null, Mean.Code, 90_000m, 1_000_000_000, day, null, null, null, Qualifier.Exact,
                EventOperation.Add);
        var decisions = _projection.Decide(
            [CreateLarge("1"), CreateLarge("2") with { Value = 900_000_000m }, CreateLarge("3") with { Weight = 1 }]);
        Assert.Equal([null, "total_too_large", null], decisions.Select(decision => decision.Error?.Code));
        var manyDecisions = _projection.Decide([.. Enumerable.Range(0, 12).Select(i => CreateLarge($"m{i}"))]);
        Assert.Equal(10, manyDecisions.Count(decision => decision.Error is null));
    }

    private void Apply(
        Metric metric, string date, decimal value, string? unit = null, long? weight = null, string? campaign = null,
        Qualifier qualifier = Qualifier.Exact)
    {
        var e = new Event(
            "t", $"{_ids++}", "370300", unit, metric.Code, value, weight, DateOnly.Parse(date, null), campaign, null,
            null, qualifier, metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add);
        _projection.Apply(_projection.Decide([e])[0].Entry!);
    }

    private MetricAggregate? Read(Metric metric, string period) =>
        _projection.GetAggregate(metric, ReportingPeriod.Parse(period)!);

    private decimal? Value(Metric metric, string period) => ToValue(Read(metric, period));

    private static decimal? ToValue(MetricAggregate? aggregate) =>
        aggregate is null ? null : (decimal)aggregate.Sum / 10_000;
}

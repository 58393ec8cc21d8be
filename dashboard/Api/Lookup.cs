using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Turns what an address names into what is meant, or into the problem that says why not.</summary>
internal sealed class Lookup(Catalogue catalogue, Places places, CampaignList campaigns, TimeProvider time)
{
    /// <summary>The period asked for; this year when none is.</summary>
    public ReportingPeriod? Period(string? text, out IResult? problem)
    {
        var period = text is null ? ReportingPeriod.OfYear(time.ChinaToday().Year) : campaigns.FindPeriod(text);
        problem = period is null ? Problems.PeriodInvalid(text!) : null;
        return period;
    }

    public Metric? Metric(string code, out IResult? problem)
    {
        var metric = catalogue.Find(code);
        problem = metric is null ? Problems.MetricUnknown(code) : null;
        return metric;
    }

    public Metric? RankedMetric(string code, out IResult? problem)
    {
        var metric = Metric(code, out problem);
        if (metric is { IsRanked: false }) problem = Problems.MetricNotRanked(metric.Name);
        return metric;
    }

    public NamedCity? City(string code, out IResult? problem)
    {
        var city = places.FindCity(code);
        problem = city is null ? Problems.CityUnknown(code) : null;
        return city;
    }

    public static Baseline Baseline(string? text, out IResult? problem)
    {
        problem = text is null or "previous" or "lastYear" ? null : Problems.BaselineInvalid(text);
        return text == "lastYear" ? Grains.Rankings.Baseline.LastYear : Grains.Rankings.Baseline.Previous;
    }
}

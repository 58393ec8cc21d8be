using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Creates the events that arrive while the demo runs, each of a single act.</summary>
internal static class DemoActs
{
    // The clerk's city reports by months.
    private static readonly DemoCity[] Cities =
        Array.FindAll(DemoProvince.Cities, city => city.Code != DemoProvince.ClerkCity);

    private static readonly DemoMetric[] Metrics = Array.FindAll(DemoProvince.Metrics, metric => metric.IsFlow);

    // Metrics that the screens show.
    private static readonly DemoMetric[] FrequentMetrics = Array.FindAll(
        Metrics,
        metric => metric.Metric is "pledge.amount" or "patent.invention.granted" or "case.trademark.closed"
            or "enterprise.visited");

    /// <summary>Creates an event of today: in half of the cases an activity of the campaign.</summary>
    public static EventInput Create(string id, DateOnly today, string campaign, Random random)
    {
        var city = ChooseCity(random);
        if (random.Next(2) == 0)
            return Create(DemoProvince.CampaignMetrics) with { Campaign = campaign };
        return Create(random.Next(2) == 0 ? Metrics : FrequentMetrics);

        EventInput Create(DemoMetric[] metrics)
        {
            var metric = metrics[random.Next(metrics.Length)];
            var value = metric.ActValue == 1 ? 1 : metric.ActValue * (0.6 + 0.8 * random.NextDouble());
            return DemoHistory.Create(id, city, metric, today, Math.Round(value / metric.Step) * metric.Step);
        }
    }

    private static DemoCity ChooseCity(Random random)
    {
        var rest = random.NextDouble() * Cities.Sum(city => city.Size);
        foreach (var city in Cities)
            if ((rest -= city.Size) <= 0) return city;
        return Cities[^1];
    }
}

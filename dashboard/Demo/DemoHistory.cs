using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Demo;

/// <summary>An event of the demo's past and the time at which it is reported.</summary>
internal sealed record DemoReport(DateTimeOffset At, EventInput Event);

/// <summary>Generates the events that an invented province reported up to a moment, the same for a seed.</summary>
/// <remarks>
/// Each event has the source <c>demo</c> and the note 演示数据. Sums are reported by halves of a month, those of the
/// last days day by day; levels and means by months. The clerk's city reports cumulative sums by months.
/// </remarks>
internal sealed class DemoHistory(DemoFigures figures, DateTimeOffset now)
{
    /// <summary>Source of all events of the demo.</summary>
    public const string Source = "demo";

    /// <summary>Note of all events of the demo.</summary>
    public const string Note = "演示数据";

    private const int HistoryYears = 2;
    private const int MaxReportingDays = 6;

    private readonly DateOnly _today = now.ToChinaDate();

    /// <summary>First day of the history.</summary>
    public DateOnly FirstDay => new(_today.Year - HistoryYears, 1, 1);

    /// <summary>Returns the reports that are not in the store yet, in the order of their times.</summary>
    /// <param name="isReported">Whether the store has an event of a city, metric, campaign and day.</param>
    /// <param name="closeDays">Days after a month in which its reports are expected.</param>
    public IEnumerable<DemoReport> Generate(
        Func<string, string, string?, DateOnly, bool> isReported, int closeDays)
    {
        var latestDue = GetMonthBefore(_today.AddDays(-closeDays));
        return DemoProvince.Cities
            .SelectMany(city => GenerateCity(city, latestDue, isReported))
            .Where(report => report.At <= now)
            .OrderBy(report => report.At)
            .ToList();
    }

    /// <summary>Returns the reports of a campaign's days up to now, in the order of their times.</summary>
    public IEnumerable<DemoReport> GenerateCampaign(
        string campaign, DateOnly start, Func<string, string, string?, DateOnly, bool> isReported) =>
        from day in GetDays(start, _today)
        from city in DemoProvince.Cities
        where city.Code != DemoProvince.ClerkCity && figures.GetShare($"{campaign}/{day}/{city.Code}") < 0.7
        from metric in DemoProvince.CampaignMetrics
        let key = $"{day:yyyy-MM-dd}-{city.Code}-{metric.Metric}"
        let mean = metric.MonthlyValue * Math.Sqrt(city.Size)
        let value = figures.Round(metric, mean * (0.5 + figures.GetShare(key)), key)
        where value > 0 && !isReported(city.Code, metric.Metric, campaign, day)
        select new DemoReport(
            GetDayTime(day, 14), Create($"{campaign}-{key}", city, metric, day, value) with { Campaign = campaign });

    /// <summary>Creates an event of the demo.</summary>
    public static EventInput Create(string id, DemoCity city, DemoMetric metric, DateOnly date, double value) => new(
        id, Source, city.Code, null, metric.Metric, value.ToString(CultureInfo.InvariantCulture), null,
        date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, null, null, Note, null, null, null);

    private IEnumerable<DemoReport> GenerateCity(
        DemoCity city, DateOnly latestDue, Func<string, string, string?, DateOnly, bool> isReported)
    {
        var isClerk = city.Code == DemoProvince.ClerkCity;
        for (var month = FirstDay; month <= _today; month = month.AddMonths(1))
        {
            if (DemoProvince.IsPublished(city, month.Year)) continue;
            var end = month.AddMonths(1).AddDays(-1);
            var isHandedIn = end < _today && !(isClerk && month >= GetMonthBefore(_today));
            foreach (var metric in DemoProvince.Metrics)
            {
                var isLate = city.Code == DemoProvince.LateCity && DemoProvince.LateMetrics.Contains(metric.Metric)
                    && month >= latestDue;
                if (metric.IsFlow && !isClerk)
                    foreach (var report in GenerateFlows(city, metric, month, end)) yield return report;
                else if (isHandedIn && !isLate && !isReported(city.Code, metric.Metric, null, end))
                    yield return new(
                        GetReportingTime(city, end), metric.IsFlow
                            ? CreateCumulative(city, metric, end)
                            : CreateReading(city, metric, end));
            }
        }

        IEnumerable<DemoReport> GenerateFlows(DemoCity city, DemoMetric metric, DateOnly month, DateOnly end) =>
            GenerateHalf(city, metric, month, month.AddDays(14), isReported)
                .Concat(GenerateHalf(city, metric, month.AddDays(15), end, isReported));
    }

    private IEnumerable<DemoReport> GenerateHalf(
        DemoCity city, DemoMetric metric, DateOnly start, DateOnly end,
        Func<string, string, string?, DateOnly, bool> isReported)
    {
        if (start > _today) yield break;
        // A half is reported as a whole on its last day, unless the reports of its days began while it was recent.
        if (end.AddDays(MaxReportingDays) < _today
            && !GetDays(start, end.AddDays(-1)).Any(day => isReported(city.Code, metric.Metric, null, day)))
        {
            if (!isReported(city.Code, metric.Metric, null, end))
                yield return new(GetReportingTime(city, end), CreateFlow(end, 0.5));
            yield break;
        }
        foreach (var day in GetDays(start, end < _today ? end : _today))
            if (!isReported(city.Code, metric.Metric, null, day) && CreateFlow(day, 1 / 30.0) is { Value: not "0" } e)
                yield return new(GetDayTime(day, 17), e);

        EventInput CreateFlow(DateOnly date, double months)
        {
            var key = $"{date:yyyy-MM-dd}-{city.Code}-{metric.Metric}";
            return Create(
                key, city, metric, date, figures.Round(metric, figures.GetFlow(city, metric, date, months), key));
        }
    }

    private EventInput CreateCumulative(DemoCity city, DemoMetric metric, DateOnly end)
    {
        var total = 0.0;
        for (var month = new DateOnly(end.Year, 1, 1); month <= end; month = month.AddMonths(1))
            total += figures.GetFlow(city, metric, month.AddMonths(1).AddDays(-1), 1);
        return Create(
            $"{end:yyyy-MM-dd}-{city.Code}-{metric.Metric}", city, metric, end,
            Math.Floor(total / metric.Step) * metric.Step) with
        {
            Basis = "ytd",
        };
    }

    private EventInput CreateReading(DemoCity city, DemoMetric metric, DateOnly end)
    {
        var id = $"{end:yyyy-MM-dd}-{city.Code}-{metric.Metric}";
        if (!metric.IsMean) return Create(id, city, metric, end, figures.GetLevel(city, metric, end));
        var (mean, weight) = figures.GetMean(city, metric, end);
        return Create(id, city, metric, end, mean) with { Weight = weight.ToString(CultureInfo.InvariantCulture) };
    }

    // Cities report within a week after the end of a stretch.
    private DateTimeOffset GetReportingTime(DemoCity city, DateOnly end) =>
        end.AddDays(1 + (int)(MaxReportingDays * figures.GetShare($"{city.Code}/{end:yyyy-MM-dd}")))
            .ToChinaMidnight().AddHours(16);

    // The first reports of today are there at any time of the day.
    private DateTimeOffset GetDayTime(DateOnly day, int hour)
    {
        var at = day.ToChinaMidnight().AddHours(day == _today ? 8.5 : hour);
        return day == _today && at > now ? now : at;
    }

    private static DateOnly GetMonthBefore(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(-1);

    private static IEnumerable<DateOnly> GetDays(DateOnly start, DateOnly end)
    {
        for (var day = start; day <= end; day = day.AddDays(1)) yield return day;
    }
}

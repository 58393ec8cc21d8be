using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Simulation;

/// <summary>Events that a reporter sends in one request and retries until they are answered.</summary>
internal sealed record EventBatch(string City, ImmutableArray<Event> Events)
{
    /// <summary>
    /// Generates the batches of all reporters: additions, readings, cumulative readings, final marks, and corrections,
    /// some before their targets; some events twice, some ids again with other content.
    /// </summary>
    public static ImmutableArray<EventBatch> Generate(Random random) =>
        [.. SmallProvince.Cities.SelectMany(city => GenerateForCity(random, city)).OrderBy(_ => random.Next())];

    public override string ToString() => $"{City}: {string.Join(", ", Events.Select(Describe))}";

    private static string Describe(Event e)
    {
        var basis = e.Basis == Basis.Ytd ? " ytd" : "";
        var target = e.Target is null ? "" : $"-> {e.Target.Source}/{e.Target.Id}";
        var series = $"{e.Metric} {e.Unit} {e.Value}{basis}";
        return $"{e.Source}/{e.Id} {e.Op} {series} {e.Date:yyyy-MM-dd} {e.Campaign}{target}";
    }

    private static IEnumerable<EventBatch> GenerateForCity(Random random, string city)
    {
        var ids = Enumerable.Range(1, random.Next(2, 8)).Select(i => $"{city[2..4]}-{i}").ToArray();
        string[] metrics = [.. SmallProvince.Metrics.OrderBy(_ => random.Next()).Take(2), SmallProvince.AdditiveMetric];
        var basis = (Basis)random.Next(2);
        var events =
            ids.Select(id => CreateEvent(random, city, id, ids, metrics[random.Next(metrics.Length)], basis)).ToList();
        foreach (var e in events.ToList())
        {
            if (random.Next(4) == 0) events.Add(e);
            var hasValue = e.Op is not (EventOperation.Withdraw or EventOperation.Final);
            if (random.Next(12) == 0) events.Add(hasValue ? e with { Value = e.Value + 1 } : e);
        }
        events = [.. events.OrderBy(_ => random.Next())];
        for (var i = 0; i < events.Count;)
        {
            var size = random.Next(1, 5);
            yield return new(city, [.. events.Skip(i).Take(size)]);
            i += size;
        }
    }

    private static Event CreateEvent(Random random, string city, string id, string[] ids, string metric, Basis basis)
    {
        var isAdditive = metric == SmallProvince.AdditiveMetric;
        var defaultOp = metric == "trademark.valid" ? EventOperation.Set : EventOperation.Add;
        var op = isAdditive ? EventOperation.Add : random.Next(20) switch
        {
            < 10 => defaultOp,
            < 15 => EventOperation.Replace,
            < 18 => EventOperation.Withdraw,
            _ => EventOperation.Final,
        };
        string?[] units =
            [null, .. SmallProvince.Units.Where(unit => unit.StartsWith(city[..4], StringComparison.Ordinal))];
        DateOnly[] days =
            [new(2026, 3, 2), new(2026, 3, 5), new(2026, 2, 10), new(2025, 3, 10), new(2025, 3, 11), new(2025, 12, 31)];
        var hasValue = op is not (EventOperation.Withdraw or EventOperation.Final);
        return new(
            random.Next(6) == 0 ? "province" : "bureau", id, city,
            isAdditive ? null : units[random.Next(units.Length)], metric,
            hasValue ? random.Next(1, 100) : 0, hasValue && metric == "case.trademark.days" ? random.Next(1, 5) : null,
            op == EventOperation.Final ? new(2025, 12, 31) : days[random.Next(days.Length)],
            random.Next(3) == 0 ? SmallProvince.Campaign : null, null, null, (Qualifier)random.Next(3), op,
            metric == "license.open" && op != EventOperation.Final ? basis : Basis.Period,
            op is EventOperation.Replace or EventOperation.Withdraw
                ? new("bureau", ids[random.Next(ids.Length)])
                : null);
    }
}

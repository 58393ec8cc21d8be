using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Testing.Crashes;

/// <summary>
/// Generates the events of one sender: additions, means, levels and cumulative readings of many cities, and corrections
/// of its own events.
/// </summary>
internal sealed class CrashEventGenerator(string sender, int senders, int seed)
{
    public const string Year = "2024";
    private const string CumulativeMetric = "license.open";
    private static readonly string[] OtherMetrics = ["pledge.count", "case.trademark.days", "patent.invention.valid"];
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    private readonly Random _random = new(seed);

    // Each unit belongs to one sender, so that its cumulative readings only rise from day to day.
    private readonly CumulativeSeries[] _series =
    [
        .. Reference.Places.Units
            .Where((_, i) => i % senders == seed % senders)
            .Select(unit => new CumulativeSeries(unit.City, unit.Code)),
    ];

    private readonly List<Event> _correctable = [];
    private int _created;

    public static IEnumerable<string> Metrics => [.. OtherMetrics, CumulativeMetric];

    /// <summary>Creates 1 to 99 events in random order: a correction may precede its target.</summary>
    public Event[] NextBatch()
    {
        var events = Enumerable.Range(0, _random.Next(1, 100)).Select(_ => NextEvent()).ToArray();
        _random.Shuffle(events);
        return events;
    }

    private Event NextEvent() => _random.Next(10) switch
    {
        < 2 when _correctable.Count > 0 => CreateCorrection(),
        < 4 when _series[_random.Next(_series.Length)] is { IsFull: false } series =>
            series.Next(CreateEvent(CumulativeMetric) with { Basis = Basis.Ytd }, _random.Next(50)),
        _ => AddCorrectable(CreateEvent(OtherMetrics[_random.Next(OtherMetrics.Length)])),
    };

    private Event CreateEvent(string metric)
    {
        var kind = Reference.Catalogue[metric].Kind;
        return new(
            sender, $"{_created++}", Reference.Places.Cities[_random.Next(Reference.Places.Cities.Length)].Code, null,
            metric, _random.Next(1, 4000) / 4m, kind == MetricKind.Mean ? _random.Next(1, 9) : null,
            new DateOnly(2024, 1, 1).AddDays(_random.Next(366)), null, null, null, Qualifier.Exact,
            kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add);
    }

    // Corrects each event at most once, corrections included.
    private Event CreateCorrection()
    {
        var index = _random.Next(_correctable.Count);
        var target = _correctable[index];
        _correctable.RemoveAt(index);
        var (id, key) = ($"{_created++}", target.Key);
        return AddCorrectable(target.Op == EventOperation.Withdraw || _random.Next(2) == 0
            ? target with { Id = id, Op = EventOperation.Withdraw, Value = 0, Weight = null, Target = key }
            : target with { Id = id, Op = EventOperation.Replace, Value = _random.Next(1, 4000) / 4m, Target = key });
    }

    private Event AddCorrectable(Event e)
    {
        _correctable.Add(e);
        return e;
    }

    private sealed class CumulativeSeries(string city, string unit)
    {
        private DateOnly _day = new(2024, 1, 1);
        private decimal _value;

        public bool IsFull => _day.Year > 2024;

        public Event Next(Event e, int increment)
        {
            var reading = e with { City = city, Unit = unit, Date = _day, Value = _value += increment };
            _day = _day.AddDays(1);
            return reading;
        }
    }
}

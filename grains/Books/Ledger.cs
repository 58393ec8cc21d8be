using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>One reported metric of one city: the whole city's days and those of its units, whole or parts, never both.</summary>
internal sealed class Ledger
{
    private readonly DaySeries _whole = new();
    private readonly SortedDictionary<string, DaySeries> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<(string? Unit, int Year)> _finals = [];
    private DateOnly _first = DateOnly.MaxValue;
    private DateOnly _last = DateOnly.MinValue;

    /// <summary>The units that anything was reported of.</summary>
    public IEnumerable<string> Units => _parts.Keys;

    public void Put(Bucket bucket)
    {
        Series(bucket.Key.Unit).Put(bucket);
        if (bucket.Key.Day < _first) _first = bucket.Key.Day;
        if (bucket.Key.Day > _last) _last = bucket.Key.Day;
        if (bucket.Key.Day is not { Month: 12, Day: 31 }) return;
        if (bucket.FinalCount > 0) _finals.Add((bucket.Key.Unit, bucket.Key.Day.Year));
        else _finals.Remove((bucket.Key.Unit, bucket.Key.Day.Year));
    }

    public Bucket? On(string? unit, DateOnly day) => Series(unit).On(day);

    /// <summary>
    /// What counts over the period. Of a level: the city's own latest reading if it has one by the period's end, otherwise the
    /// sum of each unit's latest. Of a sum or mean, for each calendar year: whole-city events if the year has any, otherwise
    /// the units'.
    /// </summary>
    public MetricAggregate? Read(MetricKind kind, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? Level(end)
        : Years(start, end, (year, from, to) => Flow(kind, year, from, to));

    /// <summary>What one unit (null: the whole city) reported itself, whether or not it counts in the city's figure.</summary>
    public MetricAggregate? ReadUnit(MetricKind kind, string? unit, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? Series(unit).LastUpTo(end) is { } reading ? ReadingOf(reading) : null
        : Years(start, end, (year, from, to) => Total(Series(unit).Between(from, to), IsFinal(unit, year)));

    /// <summary>Whether anything that a unit (null: the whole city) reported counts in the city's figure; by calendar year, of a sum or mean.</summary>
    public bool Counts(MetricKind kind, string? unit, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? unit is null == _whole.LastUpTo(end) is not null
        : Years(start, end, (year, from, to) => unit is null == HasWhole(year) ? Total(Series(unit).Between(from, to), final: false) : null) is not null;

    /// <summary>The latest day, up to one, of which anything was reported; null without one.</summary>
    public DateOnly? LastDay(DateOnly upTo) => _parts.Values.Prepend(_whole).Max(series => series.LastUpTo(upTo)?.Key.Day);

    /// <summary>Whether a year is final for a unit: marked by itself or with the whole city.</summary>
    public bool IsFinal(string? unit, int year) => _finals.Contains((null, year)) || _finals.Contains((unit, year));

    /// <summary>Whether a unit reports this metric cumulatively (累计) in a calendar year, and whether it reports at all.</summary>
    public (bool Cumulative, bool AtAll) BasisOf(string? unit, int year)
    {
        var days = Series(unit).Between(new(year, 1, 1), new(year, 12, 31));
        return (days.Readings > 0, days.Count > 0);
    }

    private MetricAggregate? Level(DateOnly end)
    {
        var parts = _parts.Values.Select(part => part.LastUpTo(end)).OfType<Bucket>().Select(ReadingOf).Aggregate((MetricAggregate?)null, Sum);
        if (_whole.LastUpTo(end) is not { } own) return parts;
        var whole = ReadingOf(own);
        return parts is not null && parts.Sum > whole.Sum ? whole with { UnitExcess = parts.Sum - whole.Sum } : whole;
    }

    private MetricAggregate? Flow(MetricKind kind, int year, DateOnly from, DateOnly to)
    {
        var parts = _parts.Select(part => Total(part.Value.Between(from, to), IsFinal(part.Key, year))).Aggregate((MetricAggregate?)null, Sum);
        if (!HasWhole(year)) return parts;
        var whole = Total(_whole.Between(from, to), IsFinal(null, year));
        return kind == MetricKind.Sum && whole is not null && parts is not null && parts.Sum > whole.Sum ? whole with { UnitExcess = parts.Sum - whole.Sum } : whole;
    }

    private MetricAggregate? Years(DateOnly start, DateOnly end, Func<int, DateOnly, DateOnly, MetricAggregate?> read)
    {
        var (first, last) = (start < _first ? _first : start, end > _last ? _last : end);
        MetricAggregate? total = null;
        for (var year = first.Year; year <= last.Year; year++)
        {
            var (newYear, newYearsEve) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            total = Sum(total, read(year, first > newYear ? first : newYear, last < newYearsEve ? last : newYearsEve));
        }
        return total;
    }

    private bool HasWhole(int year) => _whole.Between(new(year, 1, 1), new(year, 12, 31)).Count > 0;

    private static MetricAggregate? Total(DayTotals days, bool final) => days.Count == 0
        ? null
        : new(days.Sum, days.Weight, null, days.Over > 0, days.About > 0, days.Corrected, final, BigInteger.Zero);

    private static MetricAggregate? Sum(MetricAggregate? a, MetricAggregate? b) => a is null ? b : b is null ? a : a + b;

    private MetricAggregate ReadingOf(Bucket level) => new(
        level.Sum, BigInteger.Zero, level.Key.Day, level.OverCount > 0, level.AboutCount > 0, level.CorrectionCount, IsFinal(level.Key.Unit, level.Key.Day.Year),
        BigInteger.Zero);

    private DaySeries Series(string? unit)
    {
        if (unit is null) return _whole;
        if (!_parts.TryGetValue(unit, out var series)) _parts.Add(unit, series = new());
        return series;
    }
}

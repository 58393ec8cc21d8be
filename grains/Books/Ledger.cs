using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>One reported metric of one city: the whole city's days and those of its units, whole or parts, never both.</summary>
internal sealed class Ledger
{
    private readonly DaySeries _whole = new();
    private readonly SortedDictionary<string, DaySeries> _parts = new(StringComparer.Ordinal);
    private DateOnly _first = DateOnly.MaxValue;
    private DateOnly _last = DateOnly.MinValue;

    public void Put(Bucket bucket)
    {
        Series(bucket.Key.Unit).Put(bucket);
        if (bucket.Key.Day < _first) _first = bucket.Key.Day;
        if (bucket.Key.Day > _last) _last = bucket.Key.Day;
    }

    public Bucket? On(string? unit, DateOnly day) => Series(unit).On(day);

    /// <summary>
    /// What counts over the period. Of a level: the city's own latest reading if it has one by the period's end, otherwise the
    /// sum of each unit's latest. Of a sum or mean, for each calendar year: whole-city events if the year has any, otherwise
    /// the units'.
    /// </summary>
    public Reading? Read(MetricKind kind, DateOnly start, DateOnly end) =>
        kind == MetricKind.Level ? Level(end) : Flow(start < _first ? _first : start, end > _last ? _last : end);

    /// <summary>Whether a unit reports this metric cumulatively (累计) in a calendar year, and whether it reports at all.</summary>
    public (bool Cumulative, bool AtAll) BasisOf(string? unit, int year)
    {
        var cumulative = false;
        var days = Series(unit).Between(new(year, 1, 1), new(year, 12, 31));
        foreach (var bucket in days) cumulative |= bucket.Readings > 0;
        return (cumulative, !days.IsEmpty);
    }

    private Reading? Level(DateOnly end) =>
        _whole.LastUpTo(end) is { } own
            ? ReadingOf(own)
            : Total(_parts.Values.Select(part => part.LastUpTo(end)).OfType<Bucket>().Select(ReadingOf));

    private Reading? Flow(DateOnly start, DateOnly end)
    {
        Reading? total = null;
        for (var year = start.Year; year <= end.Year; year++)
        {
            var (newYear, newYearsEve) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            var (from, to) = (start > newYear ? start : newYear, end < newYearsEve ? end : newYearsEve);
            var counting = _whole.Between(newYear, newYearsEve).IsEmpty ? _parts.Values : (IEnumerable<DaySeries>)[_whole];
            total = Total([total, .. counting.Select(series => Added(series.Between(from, to)))]);
        }
        return total;
    }

    private static Reading? Added(ReadOnlySpan<Bucket> buckets)
    {
        if (buckets.IsEmpty) return null;
        Int128 sum = 0, weight = 0;
        long corrected = 0;
        bool over = false, about = false;
        foreach (var bucket in buckets)
        {
            sum += bucket.Sum;
            weight += bucket.Weight;
            corrected += bucket.Corrected;
            over |= bucket.Over > 0;
            about |= bucket.About > 0;
        }
        return new(sum, weight, null, over, about, corrected);
    }

    private static Reading? Total(IEnumerable<Reading?> readings) =>
        readings.Aggregate((Reading?)null, (total, reading) => total is null ? reading : reading is null ? total : total + reading);

    private static Reading ReadingOf(Bucket level) => new(level.Sum, BigInteger.Zero, level.Key.Day, level.Over > 0, level.About > 0, level.Corrected);

    private DaySeries Series(string? unit)
    {
        if (unit is null) return _whole;
        if (!_parts.TryGetValue(unit, out var series)) _parts.Add(unit, series = new());
        return series;
    }
}

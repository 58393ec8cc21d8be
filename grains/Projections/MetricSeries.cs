using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>One reported metric of one city: the whole city's days and those of its units, whole or parts, never both.</summary>
internal sealed class MetricSeries
{
    private readonly DaySeries _city = new();
    private readonly SortedDictionary<string, DaySeries> _units = new(StringComparer.Ordinal);
    private readonly HashSet<(string? Unit, int Year)> _finalYears = [];
    private DateOnly _firstDay = DateOnly.MaxValue;
    private DateOnly _lastDay = DateOnly.MinValue;

    /// <summary>The units that anything was reported of.</summary>
    public IEnumerable<string> ReportedUnits => _units.Keys;

    public void SetBucket(Bucket bucket)
    {
        GetSeries(bucket.Key.Unit).SetBucket(bucket);
        if (bucket.Key.Day < _firstDay) _firstDay = bucket.Key.Day;
        if (bucket.Key.Day > _lastDay) _lastDay = bucket.Key.Day;
        if (bucket.Key.Day is not { Month: 12, Day: 31 }) return;
        if (bucket.FinalCount > 0) _finalYears.Add((bucket.Key.Unit, bucket.Key.Day.Year));
        else _finalYears.Remove((bucket.Key.Unit, bucket.Key.Day.Year));
    }

    public Bucket? FindBucket(string? unit, DateOnly day) => GetSeries(unit).FindBucket(day);

    /// <summary>
    /// What counts over the period. Of a level: the city's own latest reading if it has one by the period's end, otherwise the
    /// sum of each unit's latest. Of a sum or mean, for each calendar year: whole-city events if the year has any, otherwise
    /// the units'.
    /// </summary>
    public MetricAggregate? GetAggregate(MetricKind kind, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? AggregateLevel(end)
        : AggregateByYear(start, end, (year, from, to) => AggregateFlow(kind, year, from, to));

    /// <summary>What one unit (null: the whole city) reported itself, whether or not it counts in the city's figure.</summary>
    public MetricAggregate? GetUnitAggregate(MetricKind kind, string? unit, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? GetSeries(unit).FindLastUpTo(end) is { } reading ? FromLevel(reading) : null
        : AggregateByYear(start, end, (year, from, to) => FromTotals(GetSeries(unit).SumBetween(from, to), IsYearFinal(unit, year)));

    /// <summary>Whether anything that a unit (null: the whole city) reported counts in the city's figure; by calendar year, of a sum or mean.</summary>
    public bool IsUnitCounted(MetricKind kind, string? unit, DateOnly start, DateOnly end) => kind == MetricKind.Level
        ? unit is null == _city.FindLastUpTo(end) is not null
        : AggregateByYear(start, end, (year, from, to) => unit is null == HasCityTotals(year) ? FromTotals(GetSeries(unit).SumBetween(from, to), final: false) : null) is not null;

    /// <summary>The latest day, up to one, of which anything was reported; null without one.</summary>
    public DateOnly? GetLastReportedDay(DateOnly upTo) => _units.Values.Prepend(_city).Max(series => series.FindLastUpTo(upTo)?.Key.Day);

    /// <summary>Whether a year is final for a unit: marked by itself or with the whole city.</summary>
    public bool IsYearFinal(string? unit, int year) => _finalYears.Contains((null, year)) || _finalYears.Contains((unit, year));

    /// <summary>Whether a unit reports this metric cumulatively (累计) in a calendar year, and whether it reports at all.</summary>
    public (bool Cumulative, bool AtAll) GetBasis(string? unit, int year)
    {
        var days = GetSeries(unit).SumBetween(new(year, 1, 1), new(year, 12, 31));
        return (days.CumulativeReadingCount > 0, days.Count > 0);
    }

    private MetricAggregate? AggregateLevel(DateOnly end)
    {
        var parts = _units.Values.Select(part => part.FindLastUpTo(end)).OfType<Bucket>().Select(FromLevel).Aggregate((MetricAggregate?)null, AddAggregates);
        if (_city.FindLastUpTo(end) is not { } own) return parts;
        var whole = FromLevel(own);
        return parts is not null && parts.Sum > whole.Sum ? whole with { UnitExcess = parts.Sum - whole.Sum } : whole;
    }

    private MetricAggregate? AggregateFlow(MetricKind kind, int year, DateOnly from, DateOnly to)
    {
        var parts = _units.Select(part => FromTotals(part.Value.SumBetween(from, to), IsYearFinal(part.Key, year))).Aggregate((MetricAggregate?)null, AddAggregates);
        if (!HasCityTotals(year)) return parts;
        var whole = FromTotals(_city.SumBetween(from, to), IsYearFinal(null, year));
        return kind == MetricKind.Sum && whole is not null && parts is not null && parts.Sum > whole.Sum ? whole with { UnitExcess = parts.Sum - whole.Sum } : whole;
    }

    private MetricAggregate? AggregateByYear(DateOnly start, DateOnly end, Func<int, DateOnly, DateOnly, MetricAggregate?> read)
    {
        var (first, last) = (start < _firstDay ? _firstDay : start, end > _lastDay ? _lastDay : end);
        MetricAggregate? total = null;
        for (var year = first.Year; year <= last.Year; year++)
        {
            var (newYear, newYearsEve) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            total = AddAggregates(total, read(year, first > newYear ? first : newYear, last < newYearsEve ? last : newYearsEve));
        }
        return total;
    }

    private bool HasCityTotals(int year) => _city.SumBetween(new(year, 1, 1), new(year, 12, 31)).Count > 0;

    private static MetricAggregate? FromTotals(RangeTotals days, bool final) => days.Count == 0
        ? null
        : new(days.Sum, days.Weight, null, days.OverCount > 0, days.AboutCount > 0, days.CorrectionCount, final, BigInteger.Zero);

    private static MetricAggregate? AddAggregates(MetricAggregate? a, MetricAggregate? b) => a is null ? b : b is null ? a : a + b;

    private MetricAggregate FromLevel(Bucket level) => new(
        level.Sum, BigInteger.Zero, level.Key.Day, level.OverCount > 0, level.AboutCount > 0, level.CorrectionCount, IsYearFinal(level.Key.Unit, level.Key.Day.Year),
        BigInteger.Zero);

    private DaySeries GetSeries(string? unit)
    {
        if (unit is null) return _city;
        if (!_units.TryGetValue(unit, out var series)) _units.Add(unit, series = new());
        return series;
    }
}

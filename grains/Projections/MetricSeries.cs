using System.Collections.Immutable;
using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// The buckets of one reported metric of one city. Figures count either the whole city's events or the units', never
/// both.
/// </summary>
internal sealed class MetricSeries
{
    /// <summary>The member of a figure that counts the whole city's events; other members are units.</summary>
    public const string WholeCity = "";

    private static readonly ImmutableHashSet<string> WholeCityOnly = [WholeCity];

    private readonly DaySeries _city = new();
    private readonly SortedDictionary<string, DaySeries> _units = new(StringComparer.Ordinal);
    private readonly HashSet<(string? Unit, int Year)> _finalYears = [];
    private DateOnly _firstDay = DateOnly.MaxValue;
    private DateOnly _lastDay = DateOnly.MinValue;

    /// <summary>The units with reports.</summary>
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
    /// Returns the counting aggregate of the period. For a level: the city's own latest reading on or before the
    /// period's end, or else the sum of each unit's latest. For a sum or mean, per calendar year: the whole-city events
    /// if the year has any, or else the units' events. <paramref name="members"/> limits the events that count.
    /// </summary>
    public MetricAggregate? GetAggregate(
        MetricKind kind, DateOnly start, DateOnly end, IReadOnlySet<string>? members = null) =>
        kind == MetricKind.Level
            ? AggregateLevel(end, members)
            : AggregateByYear(start, end, (year, from, to) => AggregateFlow(kind, year, from, to, members));

    /// <summary>Returns the members that count in the aggregate: the whole city, or the units with events.</summary>
    public IReadOnlySet<string> GetMembers(MetricKind kind, DateOnly start, DateOnly end)
    {
        if (kind == MetricKind.Level)
        {
            if (_city.FindLastUpTo(end) is not null) return WholeCityOnly;
            return FindUnits(series => series.FindLastUpTo(end) is not null).ToHashSet();
        }
        var members = new HashSet<string>();
        foreach (var (year, from, to) in SplitByYear(start, end))
        {
            if (!HasCityTotals(year)) members.UnionWith(FindUnits(series => series.SumBetween(from, to).Count > 0));
            else if (_city.SumBetween(from, to).Count > 0) members.Add(WholeCity);
        }
        return members;

        IEnumerable<string> FindUnits(Func<DaySeries, bool> hasReports) =>
            _units.Where(unit => hasReports(unit.Value)).Select(unit => unit.Key);
    }

    /// <summary>
    /// Returns the aggregate of one unit's own reports (null: the whole city's), whether or not they count in the city.
    /// </summary>
    public MetricAggregate? GetUnitAggregate(MetricKind kind, string? unit, DateOnly start, DateOnly end)
    {
        if (kind == MetricKind.Level)
            return GetSeries(unit).FindLastUpTo(end) is { } reading ? FromLevel(reading) : null;
        return AggregateByYear(start, end, GetTotals);

        MetricAggregate? GetTotals(int year, DateOnly from, DateOnly to) =>
            FromTotals(GetSeries(unit).SumBetween(from, to), IsYearFinal(unit, year));
    }

    /// <summary>
    /// Returns true if any report of a unit (null: the whole city) counts in the city's figure. For a sum or mean, each
    /// calendar year is decided separately.
    /// </summary>
    public bool IsUnitCounted(MetricKind kind, string? unit, DateOnly start, DateOnly end)
    {
        if (kind == MetricKind.Level) return unit is null == _city.FindLastUpTo(end) is not null;
        return AggregateByYear(start, end, GetCountedTotals) is not null;

        MetricAggregate? GetCountedTotals(int year, DateOnly from, DateOnly to) => unit is null == HasCityTotals(year)
            ? FromTotals(GetSeries(unit).SumBetween(from, to), final: false)
            : null;
    }

    /// <summary>
    /// Returns the day of the first whole-city event that keeps reports of units in a period from counting: of the
    /// calendar year or, for a level, of all readings; null if every report of a unit counts.
    /// </summary>
    public DateOnly? FindWholeCityStart(MetricKind kind, DateOnly start, DateOnly end)
    {
        if (kind == MetricKind.Level)
            return _units.Values.Any(series => series.FindLastUpTo(end) is not null)
                ? _city.FindFirstDay(DateOnly.MinValue, end)
                : null;
        return SplitByYear(start, end)
            .Where(part => _units.Values.Any(series => series.SumBetween(part.From, part.To).Count > 0))
            .Select(part => _city.FindFirstDay(new(part.Year, 1, 1), new(part.Year, 12, 31)))
            .FirstOrDefault(day => day is not null);
    }

    /// <summary>
    /// Returns the calendar years with whole-city events; for a level, the year of the first reading only.
    /// </summary>
    public ImmutableSortedSet<int> GetWholeCityYears(MetricKind kind)
    {
        if (kind == MetricKind.Level)
            return _city.FindFirstDay(_firstDay, _lastDay) is { } day ? [day.Year] : [];
        return [.. SplitByYear(_firstDay, _lastDay).Select(part => part.Year).Where(HasCityTotals)];
    }

    /// <summary>Returns the number of units with reports in a year; for a level, up to its end.</summary>
    public int CountUnits(MetricKind kind, int year)
    {
        var start = kind == MetricKind.Level ? DateOnly.MinValue : new DateOnly(year, 1, 1);
        return _units.Values.Count(series => series.SumBetween(start, new(year, 12, 31)).Count > 0);
    }

    /// <summary>Returns the latest day, up to the given one, with counting events; null if there is none.</summary>
    public DateOnly? GetLastReportedDay(DateOnly upTo) =>
        _units.Values.Prepend(_city).Max(series => series.FindLastUpTo(upTo)?.Key.Day);

    /// <summary>Returns true if a year is marked final for a unit or for the whole city.</summary>
    public bool IsYearFinal(string? unit, int year) =>
        _finalYears.Contains((null, year)) || _finalYears.Contains((unit, year));

    /// <summary>
    /// Returns whether a unit reports cumulatively (累计) in a calendar year, and whether it reports at all.
    /// </summary>
    public (bool IsCumulative, bool HasReports) GetBasis(string? unit, int year)
    {
        var totals = GetSeries(unit).SumBetween(new(year, 1, 1), new(year, 12, 31));
        return (totals.CumulativeReadingCount > 0, totals.Count > 0);
    }

    private MetricAggregate? AggregateLevel(DateOnly end, IReadOnlySet<string>? members)
    {
        var units = _units
            .Where(unit => Includes(members, unit.Key))
            .Select(unit => unit.Value.FindLastUpTo(end))
            .OfType<Bucket>()
            .Select(FromLevel)
            .Aggregate((MetricAggregate?)null, AddAggregates);
        if (_city.FindLastUpTo(end) is not { } reading) return units;
        return Includes(members, WholeCity) ? WithUnitExcess(FromLevel(reading), units) : null;
    }

    private MetricAggregate? AggregateFlow(
        MetricKind kind, int year, DateOnly from, DateOnly to, IReadOnlySet<string>? members)
    {
        var units = _units
            .Where(unit => Includes(members, unit.Key))
            .Select(unit => FromTotals(unit.Value.SumBetween(from, to), IsYearFinal(unit.Key, year)))
            .Aggregate((MetricAggregate?)null, AddAggregates);
        if (!HasCityTotals(year)) return units;
        if (!Includes(members, WholeCity)) return null;
        var city = FromTotals(_city.SumBetween(from, to), IsYearFinal(null, year));
        return kind == MetricKind.Sum && city is not null ? WithUnitExcess(city, units) : city;
    }

    private static bool Includes(IReadOnlySet<string>? members, string member) => members?.Contains(member) ?? true;

    private static MetricAggregate WithUnitExcess(MetricAggregate city, MetricAggregate? units) =>
        units is not null && units.Sum > city.Sum ? city with { UnitExcess = units.Sum - city.Sum } : city;

    private MetricAggregate? AggregateByYear(
        DateOnly start, DateOnly end, Func<int, DateOnly, DateOnly, MetricAggregate?> aggregateDays)
    {
        MetricAggregate? total = null;
        foreach (var (year, from, to) in SplitByYear(start, end))
            total = AddAggregates(total, aggregateDays(year, from, to));
        return total;
    }

    // The calendar years of a range, each with its days; none before or after the reports.
    private IEnumerable<(int Year, DateOnly From, DateOnly To)> SplitByYear(DateOnly start, DateOnly end)
    {
        var first = start < _firstDay ? _firstDay : start;
        var last = end > _lastDay ? _lastDay : end;
        for (var year = first.Year; year <= last.Year; year++)
        {
            var (yearStart, yearEnd) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            yield return (year, first > yearStart ? first : yearStart, last < yearEnd ? last : yearEnd);
        }
    }

    private bool HasCityTotals(int year) => _city.SumBetween(new(year, 1, 1), new(year, 12, 31)).Count > 0;

    private static MetricAggregate? FromTotals(RangeTotals totals, bool final) => totals.Count == 0
        ? null
        : new(
            totals.Sum,
            totals.Weight,
            null,
            totals.OverCount > 0,
            totals.AboutCount > 0,
            totals.CorrectionCount,
            final,
            BigInteger.Zero);

    private static MetricAggregate? AddAggregates(MetricAggregate? a, MetricAggregate? b) =>
        a is null ? b : b is null ? a : a + b;

    private MetricAggregate FromLevel(Bucket reading) => new(
        reading.Sum,
        BigInteger.Zero,
        reading.Key.Day,
        reading.OverCount > 0,
        reading.AboutCount > 0,
        reading.CorrectionCount,
        IsYearFinal(reading.Key.Unit, reading.Key.Day.Year),
        BigInteger.Zero);

    private DaySeries GetSeries(string? unit)
    {
        if (unit is null) return _city;
        if (!_units.TryGetValue(unit, out var series)) _units.Add(unit, series = new());
        return series;
    }
}

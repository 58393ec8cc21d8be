using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Tests.Books;

/// <summary>Reference data and reported figures as a test writes them down, and the books made of them: no store, no clock.</summary>
internal sealed class Worksheet
{
    public const string Province = "370000";
    private readonly List<(DateOnly Known, Event Event)> _events = [];
    private ImmutableDictionary<string, string> _documents = ReferenceSnapshot.BuiltIn;
    private ReferenceSnapshot? _reference;

    public ReferenceSnapshot Reference => _reference ??= ReferenceSnapshot.Read(_documents);

    public Worksheet With(string document, string text)
    {
        _documents = _documents.SetItem(document, text);
        _reference = null;
        return this;
    }

    public Worksheet WithTargets(params string[] rows) =>
        With("targets.csv", string.Join('\n', rows.Prepend("city,metric,period,goal,value,against,base,curve,note")));

    public Worksheet WithPopulation(params string[] rows) => With("population.csv", string.Join('\n', rows.Prepend("city,year,population")));

    /// <summary>A composite <c>score</c>, its indicators as <c>metric weight scoring</c>.</summary>
    public Worksheet WithScheme(params string[] indicators) => With("schemes.json", $$"""
        [{ "code": "score", "name": "分", "nameEn": "Score", "indicators": [{{string.Join(',', indicators.Select(indicator => indicator.Split(' ')).Select(
            cells => $$"""{ "metric": "{{cells[0]}}", "weight": {{cells[1]}}, "scoring": "{{cells[2]}}" }"""))}}] }]
        """);

    /// <summary>Reports a value dated <paramref name="date"/>, known on that day unless <paramref name="known"/> says later.</summary>
    public Worksheet Report(string city, string metric, string date, decimal value, long? weight = null, string? known = null, string? unit = null)
    {
        var day = Day(date);
        var op = Reference.Catalogue[metric].Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        _events.Add((known is null ? day : Day(known), new(
            "t", $"{_events.Count}", city, unit, metric, value, weight ?? (Reference.Catalogue[metric].Kind == MetricKind.Mean ? 1 : null), day, null, null, null,
            Qualifier.Exact, op)));
        return this;
    }

    /// <summary>The buckets as each day on which anything became known left them.</summary>
    public IReadOnlyList<BucketClosing> Closings()
    {
        var buckets = new Dictionary<BucketKey, Bucket>();
        return
        [
            .. _events.GroupBy(one => one.Known).OrderBy(day => day.Key).SelectMany(day =>
            {
                var changed = new HashSet<BucketKey>();
                foreach (var change in day.SelectMany(one => Bucket.GetChanges(one.Event)))
                {
                    buckets[change.Key] = buckets.GetValueOrDefault(change.Key, Bucket.Empty(change.Key)).Apply(change);
                    changed.Add(change.Key);
                }
                return changed.Select(key => new BucketClosing(day.Key, buckets[key])).ToList();
            }),
        ];
    }

    public ProvinceProjection Book()
    {
        var book = new ProvinceProjection(Reference);
        foreach (var closing in Closings()) book.SetBucket(closing.Bucket);
        return book;
    }

    public RankingProjection Ranking(string today)
    {
        var book = new RankingProjection(Reference, Day(today));
        book.Apply(new(1, null, 0, [.. Closings().Select(closing => closing.Bucket)], []), Reference, Day(today));
        return book;
    }

    public TargetState Target(string place, string metric, string period, string today) => Pace(today).Evaluate(place, Reference.Catalogue[metric], Period(period))!;

    public TargetEvaluator Pace(string today) => new(Book(), Day(today));

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ReportingPeriod Period(string text) => ReportingPeriod.Parse(text)!;
}

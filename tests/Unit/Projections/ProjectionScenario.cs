using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.UnitTests.Projections;

/// <summary>Reference data and reported figures as a test writes them down, and the books made of them: no store, no clock.</summary>
internal sealed class ProjectionScenario
{
    public const string Province = "370000";
    private readonly List<(DateOnly Known, Event Event)> _events = [];
    private ImmutableDictionary<string, string> _documents = ReferenceSnapshot.BuiltIn;
    private ReferenceSnapshot? _reference;

    public ReferenceSnapshot Reference => _reference ??= ReferenceSnapshot.Read(_documents);

    public ProjectionScenario With(string document, string text)
    {
        _documents = _documents.SetItem(document, text);
        _reference = null;
        return this;
    }

    public ProjectionScenario WithTargets(params string[] rows) =>
        With("targets.csv", string.Join('\n', rows.Prepend("city,metric,period,goal,value,against,base,curve,note")));

    public ProjectionScenario WithPopulation(params string[] rows) => With("population.csv", string.Join('\n', rows.Prepend("city,year,population")));

    /// <summary>A composite <c>score</c>, its indicators as <c>metric weight scoring</c>.</summary>
    public ProjectionScenario WithScheme(params string[] indicators) => With("schemes.json", $$"""
        [{ "code": "score", "name": "分", "nameEn": "Score", "indicators": [{{string.Join(',', indicators.Select(indicator => indicator.Split(' ')).Select(
            cells => $$"""{ "metric": "{{cells[0]}}", "weight": {{cells[1]}}, "scoring": "{{cells[2]}}" }"""))}}] }]
        """);

    /// <summary>Reports a value dated <paramref name="date"/>, known on that day unless <paramref name="known"/> says later.</summary>
    public ProjectionScenario Report(string city, string metric, string date, decimal value, long? weight = null, string? known = null, string? unit = null)
    {
        var day = ParseDay(date);
        var op = Reference.Catalogue[metric].Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        _events.Add((known is null ? day : ParseDay(known), new(
            "t", $"{_events.Count}", city, unit, metric, value, weight ?? (Reference.Catalogue[metric].Kind == MetricKind.Mean ? 1 : null), day, null, null, null,
            Qualifier.Exact, op)));
        return this;
    }

    /// <summary>The buckets as each day on which anything became known left them.</summary>
    public IReadOnlyList<BucketClosing> BuildClosings()
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

    public ProvinceProjection BuildProvince()
    {
        var book = new ProvinceProjection(Reference);
        foreach (var closing in BuildClosings()) book.SetBucket(closing.Bucket);
        return book;
    }

    public RankingProjection BuildRanking(string today)
    {
        var book = new RankingProjection(Reference, ParseDay(today));
        book.Apply(new(1, null, 0, [.. BuildClosings().Select(closing => closing.Bucket)], []), Reference, ParseDay(today));
        return book;
    }

    public TargetState TargetOf(string place, string metric, string period, string today) => PaceOn(today).Evaluate(place, Reference.Catalogue[metric], ParsePeriod(period))!;

    public TargetEvaluator PaceOn(string today) => new(BuildProvince(), ParseDay(today));

    public static DateOnly ParseDay(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ReportingPeriod ParsePeriod(string text) => ReportingPeriod.Parse(text)!;
}

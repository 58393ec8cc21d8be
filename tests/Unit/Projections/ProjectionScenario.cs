using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.UnitTests.Projections;

/// <summary>Builds reference data, reported events and the projections of them, without a store or a clock.</summary>
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

    public ProjectionScenario WithPopulation(params string[] rows) =>
        With("population.csv", string.Join('\n', rows.Prepend("city,year,population")));

    /// <summary>Adds a composite <c>score</c> with indicators given as <c>metric weight scoring</c>.</summary>
    public ProjectionScenario WithScheme(params string[] indicators)
    {
        var items = indicators.Select(indicator => indicator.Split(' ')).Select(parts =>
            $$"""{ "metric": "{{parts[0]}}", "weight": {{parts[1]}}, "scoring": "{{parts[2]}}" }""");
        return With("schemes.json", $$"""
            [{ "code": "score", "name": "分", "nameEn": "Score", "indicators": [{{string.Join(',', items)}}] }]
            """);
    }

    /// <summary>Reports a value of a date, known on that day unless <paramref name="known"/> is given.</summary>
    public ProjectionScenario Report(
        string city, string metric, string date, decimal value, long? weight = null, string? known = null,
        string? unit = null)
    {
        var day = ParseDay(date);
        var op = Reference.Catalogue[metric].Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        _events.Add((known is null ? day : ParseDay(known), new(
            "t", $"{_events.Count}", city, unit, metric, value, weight
                ?? (Reference.Catalogue[metric].Kind == MetricKind.Mean ? 1 : null), day, null, null, null,
            Qualifier.Exact, op)));
        return this;
    }

    /// <summary>The changed buckets at the end of each day on which events became known.</summary>
    public IReadOnlyList<BucketClosing> BuildClosings()
    {
        var buckets = new Dictionary<BucketKey, Bucket>();
        return
        [
            .. _events.GroupBy(item => item.Known).OrderBy(day => day.Key).SelectMany(day =>
            {
                var changed = new HashSet<BucketKey>();
                foreach (var change in day.SelectMany(item => Bucket.GetChanges(item.Event)))
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
        var projection = new ProvinceProjection(Reference);
        foreach (var closing in BuildClosings()) projection.SetBucket(closing.Bucket);
        return projection;
    }

    public ProvinceQueries BuildRanking(string today)
    {
        var projection = new ProvinceQueries(Reference, ParseDay(today));
        projection.Apply(
            new(1, null, 0, [.. BuildClosings().Select(closing => closing.Bucket)], []), Reference, ParseDay(today));
        return projection;
    }

    public TargetState EvaluateTarget(string place, string metric, string period, string today) =>
        CreateTargetEvaluator(today).Evaluate(place, Reference.Catalogue[metric], ParsePeriod(period))!;

    public TargetEvaluator CreateTargetEvaluator(string today) => new(BuildProvince(), ParseDay(today));

    public static DateOnly ParseDay(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ReportingPeriod ParsePeriod(string text) => ReportingPeriod.Parse(text)!;
}
